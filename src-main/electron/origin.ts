/** The one page the shell shows: `app://plateau/`, served from the built views. */

export const SCHEME = 'app';
const HOST = 'plateau';
export const HOME_URL = `${SCHEME}://${HOST}/`;

/** Whether `url` is a page of ours: the only one that may stay in a window and ask the host. */
export function isOwnUrl(url: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(url);
    return protocol === `${SCHEME}:` && host === HOST && username === '' && password === '';
  } catch {
    return false;
  }
}
