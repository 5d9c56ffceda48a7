/** Opens the window of Plateau. */
import { BrowserWindow, nativeTheme, screen, shell } from 'electron';
import { refuseDevices } from './compat.ts';
import { guardNavigation } from './navigation.ts';
import { HOME_URL } from './origin.ts';
import { guardPermissions } from './permissions.ts';
import { BACKGROUND, WINDOW_OPTIONS } from './windowOptions.ts';
import { fitted, readWindowState, writeWindowState } from './windowState.ts';

export interface WindowFiles {
  readonly preload: string;
  readonly icon: string;
  /** Keeps size and place. */
  readonly state: string;
}

/** Opens a window on the views. */
export function openWindow({ preload, icon, state }: WindowFiles): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const { maximized, width, height, x, y } = fitted(readWindowState(state), areas);
  const window = new BrowserWindow({
    ...WINDOW_OPTIONS,
    width,
    height,
    ...(x === undefined || y === undefined ? {} : { x, y }),
    icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: { ...WINDOW_OPTIONS.webPreferences, preload },
  });
  guardPermissions(window.webContents.session);
  refuseDevices(window.webContents.session);
  guardNavigation(window.webContents, (url) => void shell.openExternal(url));
  window.once('ready-to-show', () => (maximized ? window.maximize() : window.show()));
  window.on('close', () =>
    writeWindowState(state, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  void window.loadURL(HOME_URL);
  return window;
}
