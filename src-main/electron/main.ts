/**
 * The desktop shell: one window on the views, a host beside it, the contract between the two. Neither
 * the store nor TensorFlow is ever opened here; runs are processes of their own and outlive all of it.
 */
import path from 'node:path';
import { app, ipcMain, Menu, protocol, type BrowserWindow } from 'electron';
import { createBridge } from './bridge.ts';
import { senderOf, serveScheme } from './compat.ts';
import { menuTemplate } from './menu.ts';
import { HOME_URL, isOwnUrl, SCHEME } from './origin.ts';
import { shellPaths } from './paths.ts';
import { servePage } from './protocol.ts';
import { superviseHost, type Supervisor } from './supervisor.ts';
import { tell } from './tell.ts';
import { openWindow } from './window.ts';

const paths = shellPaths({
  packaged: app.isPackaged,
  shell: __dirname,
  resources: process.resourcesPath,
  env: process.env,
  platform: process.platform,
});

let host: Supervisor | undefined;
let window: BrowserWindow | undefined;

function send(name: string, payload: unknown): void {
  window?.webContents.send('plateau:event', name, payload);
}

function showWindow(): BrowserWindow {
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
  if (window !== undefined) return window;
  const state = path.join(app.getPath('userData'), 'window.json');
  window = openWindow({ preload: paths.preload, icon: paths.icon, state });
  window.on('closed', () => (window = undefined));
  return window;
}

function start(): void {
  const supervisor = superviseHost({
    host: { node: paths.node, script: paths.host },
    onEvent: send,
    onConnection: (connected) => send('connection', connected),
    onTrouble: (trouble) => void tell(trouble, { restart: supervisor.restart, quit: () => app.quit() }),
  });
  host = supervisor;
  const bridge = createBridge(isOwnUrl, supervisor.call);
  ipcMain.handle('plateau:invoke', (event, name: unknown, payload: unknown) =>
    bridge(senderOf(event), name, payload),
  );
  serveScheme(SCHEME, (method, url) => servePage(paths.renderer, method, url));
  const go = (view: string): void => void showWindow().loadURL(`${HOME_URL}#/${view}`);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, go)));
  showWindow();
  app.on('activate', showWindow);
  app.on('second-instance', showWindow);
}

app.enableSandbox();
app.setAppUserModelId('org.plateau.workstation'); // Windows shows notifications of a known id only
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();
app.on('window-all-closed', () => app.quit());
app.on('will-quit', (event) => {
  if (host === undefined) return;
  event.preventDefault();
  void host.close().finally(() => app.exit());
});
