/** What a page may ask of the system: Electron grants everything unless told otherwise. */
import type { Session } from 'electron';
import { isOwnUrl } from './origin.ts';

/** Copying genotypes and commands; telling that a run has ended. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications']);

/** Whether the page at `url` gets `permission`. */
export function isGranted(permission: string, url: string): boolean {
  return GRANTED.has(permission) && isOwnUrl(url);
}

type Guarded = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;

/** Sets the handlers of a session: for what a page asks for, and for what it looks up. */
export function guardPermissions(session: Guarded): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isGranted(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
}
