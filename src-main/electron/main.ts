/**
 * The desktop shell: one window on the views, a host beside it, the contract between the two. Neither
 * the store nor TensorFlow is ever opened here; runs are processes of their own and outlive all of it.
 */
import path from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol } from 'electron';
import { createBridge } from './bridge.ts';
import { senderOf, serveScheme } from './compat.ts';
import { menuTemplate } from './menu.ts';
import { HOME_URL, isOwnUrl, SCHEME } from './origin.ts';
import { shellPaths } from './paths.ts';
import { servePage } from './protocol.ts';
import { superviseHost, type Supervisor, type Trouble } from './supervisor.ts';
import { openWindow } from './window.ts';

const paths = shellPaths({
  packaged: app.isPackaged,
  shell: __dirname,
  resources: process.resourcesPath,
  env: process.env,
  platform: process.platform,
});

function broadcast(name: string, payload: unknown): void {
  for (const window of BrowserWindow.getAllWindows())
    window.webContents.send('plateau:event', name, payload);
}

function showWindow(): BrowserWindow {
  const [open] = BrowserWindow.getAllWindows();
  if (open?.isMinimized() === true) open.restore();
  open?.focus();
  const state = path.join(app.getPath('userData'), 'window.json');
  return open ?? openWindow({ preload: paths.preload, icon: paths.icon, state });
}

async function tell({ message, detail, final }: Trouble): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: final ? 'error' : 'warning',
    title: 'Plateau',
    message,
    detail,
    buttons: final ? ['Start again', 'Quit'] : ['OK'],
    cancelId: final ? 1 : 0,
  });
  if (!final) return;
  if (response === 0) host?.restart();
  else app.quit();
}

let host: Supervisor | undefined;

function start(): void {
  host = superviseHost({
    host: { node: paths.node, script: paths.host },
    onEvent: broadcast,
    onConnection: (connected) => broadcast('connection', connected),
    onTrouble: (trouble) => void tell(trouble),
  });
  const bridge = createBridge(isOwnUrl, host.call);
  ipcMain.handle('plateau:invoke', (event, name: unknown, payload: unknown) =>
    bridge(senderOf(event), name, payload),
  );
  serveScheme(SCHEME, (method, url) => servePage(paths.renderer, method, url));
  const go = (view: string): void => void showWindow().loadURL(`${HOME_URL}#/${view}`);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, go)));
  showWindow();
  app.on('activate', showWindow);
}

app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();
app.on('second-instance', showWindow);
app.on('window-all-closed', () => app.quit());
app.on('will-quit', (event) => {
  if (host === undefined) return;
  event.preventDefault();
  void host.close().finally(() => app.exit());
});
