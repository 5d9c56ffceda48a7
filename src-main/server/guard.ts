/**
 * Who may talk to the server. The Host header keeps out pages that point a name of their own at this
 * machine (DNS rebinding), the Origin header pages of other servers, the token everybody else.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
/** Addresses that stand for all of this machine's. */
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
/** Name or address, port. Anything else (a user, a path) has no place in a Host header. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/iu;

/** An address as it stands in a URL: IPv6 in brackets. */
function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

export function isLoopback(address: string): boolean {
  return LOOPBACK.includes(inUrl(address));
}

export function isWildcard(address: string): boolean {
  return WILDCARDS.has(address);
}

/** The names by which a server that listens on `address` may be called, lower case. */
export function ownNames(address: string): ReadonlySet<string> {
  if (isLoopback(address)) return new Set(LOOPBACK);
  const addresses = isWildcard(address)
    ? Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address))
    : [address];
  return new Set([
    ...LOOPBACK,
    hostname().toLowerCase(),
    ...addresses.map((one) => inUrl(one).toLowerCase()),
  ]);
}

/** Why a request from these headers is not answered at all; undefined: it may be. */
export function refusedCaller(headers: IncomingHttpHeaders, names: ReadonlySet<string>): string | undefined {
  const host = headers.host ?? '';
  const name = HOST.exec(host)?.[1]?.toLowerCase();
  if (name === undefined || !names.has(name)) return `"${host}" is not a name of this server.`;
  const { origin } = headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return `Pages of ${origin} may not use this server.`;
  return undefined;
}

/** Whether two texts are equal, in a time that tells nothing about where they differ. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
