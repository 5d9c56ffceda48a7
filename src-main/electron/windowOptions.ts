/** How every window of Plateau is made. */
import type { BrowserWindowConstructorOptions } from 'electron';
import { MINIMUM } from './windowState.ts';

/** Most of these are Electron's defaults today; stated, they stay whatever a later version prefers. */
export const WINDOW_OPTIONS = {
  title: 'Plateau',
  minWidth: MINIMUM.width,
  minHeight: MINIMUM.height,
  show: false, // until the page has drawn itself
  autoHideMenuBar: true, // Alt shows it
  webPreferences: {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false, // its dictionaries would be downloaded
  },
} as const satisfies BrowserWindowConstructorOptions;

/** The page's own background (`--ground`), so that a new window does not flash. */
export const BACKGROUND = { dark: '#0f1216', light: '#f5f7f9' } as const;
