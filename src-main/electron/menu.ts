/** The menu bar: one table of roles and of views to go to. */
import type { MenuItemConstructorOptions } from 'electron';

type Role = Exclude<MenuItemConstructorOptions['role'], undefined>;

/** A role of the platform, a view of the page, or a line between. */
type Entry =
  | { readonly role: Role }
  | { readonly label: string; readonly path: string; readonly accelerator: string }
  | 'line';

interface Group {
  readonly label: string;
  /** `mac`: macOS only; `others`: everywhere else. */
  readonly only?: 'mac' | 'others';
  readonly entries: readonly Entry[];
}

const roles = (...names: Role[]): Entry[] => names.map((role) => ({ role }));

const MENU: readonly Group[] = [
  {
    label: 'Plateau',
    only: 'mac',
    entries: [...roles('about'), 'line', ...roles('hide', 'hideOthers', 'unhide'), 'line', ...roles('quit')],
  },
  {
    label: 'File',
    entries: [{ label: 'New run', path: 'new', accelerator: 'CmdOrCtrl+N' }, 'line', ...roles('close')],
  },
  {
    label: 'Edit',
    entries: [...roles('undo', 'redo'), 'line', ...roles('cut', 'copy', 'paste', 'selectAll')],
  },
  {
    label: 'Go',
    entries: [
      { label: 'Runs', path: '', accelerator: 'CmdOrCtrl+1' },
      { label: 'Compare', path: 'compare', accelerator: 'CmdOrCtrl+2' },
      { label: 'Genotypes', path: 'genotypes', accelerator: 'CmdOrCtrl+3' },
      { label: 'Tables', path: 'tables', accelerator: 'CmdOrCtrl+4' },
      { label: 'Data sets', path: 'datasets', accelerator: 'CmdOrCtrl+5' },
      { label: 'Devices', path: 'devices', accelerator: 'CmdOrCtrl+6' },
    ],
  },
  {
    label: 'View',
    entries: [
      ...roles('reload'),
      'line',
      ...roles('resetZoom', 'zoomIn', 'zoomOut'),
      'line',
      ...roles('togglefullscreen'),
    ],
  },
  { label: 'Help', only: 'others', entries: roles('about', 'quit') },
];

/** The template of the menu; `go` is called with the path of a view. */
export function menuTemplate(
  platform: NodeJS.Platform,
  go: (path: string) => void,
): MenuItemConstructorOptions[] {
  const here = platform === 'darwin' ? 'mac' : 'others';
  return MENU.filter(({ only }) => only === undefined || only === here).map(({ label, entries }) => ({
    label,
    submenu: entries.map((entry): MenuItemConstructorOptions => {
      if (entry === 'line') return { type: 'separator' };
      if ('role' in entry) return { role: entry.role };
      return { label: entry.label, accelerator: entry.accelerator, click: () => go(entry.path) };
    }),
  }));
}
