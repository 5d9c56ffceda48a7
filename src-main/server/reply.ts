/** Answers of the server: JSON with the headers that every answer has. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { CONTENT_SECURITY_POLICY } from '../../src-shared/contract/csp.ts';
import { PlateauError, UsageError } from '../../src-shared/errors.ts';

export const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const satisfies OutgoingHttpHeaders;

/** What a request is refused with. */
export class Refusal extends PlateauError {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, message: string, remedy = '', headers: OutgoingHttpHeaders = {}) {
    super(message, remedy);
    this.status = status;
    this.headers = headers;
  }
}

/** Sends `body` as JSON. */
export function replyJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

/** Sends an error: what a user can act on as it is, a defect without its stack. */
export function replyError(response: ServerResponse, error: unknown): void {
  const known = error instanceof PlateauError;
  const status = error instanceof Refusal ? error.status : known ? 400 : 500;
  const message = error instanceof Error ? error.message : String(error);
  const remedy = known ? error.remedy : 'This is a defect of Plateau: please report it.';
  const body = { error: { message, remedy, usage: error instanceof UsageError } };
  replyJson(response, status, body, error instanceof Refusal ? error.headers : {});
}
