/** A window stays on our page; links to papers and code open in the browser of the system. */
import type { WebContents } from 'electron';
import { refuseWindows } from './compat.ts';
import { isExternalAllowed } from './links.ts';
import { isOwnUrl } from './origin.ts';

/** Guards the contents of a window; `open` shows an address in the system's browser. */
export function guardNavigation(contents: WebContents, open: (url: string) => void): void {
  const leave = (url: string): void => {
    if (isExternalAllowed(url)) open(url);
  };
  contents.on('will-navigate', (event, url) => {
    if (isOwnUrl(url)) return;
    event.preventDefault();
    leave(url);
  });
  contents.on('will-redirect', (event, url) => {
    if (!isOwnUrl(url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  refuseWindows(contents, leave);
}
