import { expect, it } from 'vitest';
import { shellPaths, type Place } from './paths.ts';

const PLACE: Place = {
  packaged: false,
  shell: '/src/dist/electron',
  resources: '/electron/resources',
  env: { PLATEAU_NODE: '/opt/node' },
  platform: 'linux',
};

it('a checkout runs its own sources on the Node it was started with', () => {
  expect(shellPaths(PLACE)).toEqual({
    node: '/opt/node',
    host: '/src/src-main/host/main.ts',
    preload: '/src/dist/electron/preload.cjs',
    renderer: '/src/dist/renderer',
    icon: '/src/resources/icon.png',
  });
});

it('a package runs what it carries, whatever the environment says', () => {
  const paths = shellPaths({ ...PLACE, packaged: true, shell: '/r/app.asar/dist/electron', resources: '/r' });
  expect(paths).toEqual({
    node: '/r/node/bin/node',
    host: '/r/program/src-main/host/main.ts',
    preload: '/r/app.asar/dist/electron/preload.cjs',
    renderer: '/r/app.asar/dist/renderer',
    icon: '/r/icon.png',
  });
});

it('on Windows the Node of a package is an .exe', () => {
  expect(shellPaths({ ...PLACE, packaged: true, platform: 'win32' }).node).toMatch(/node\.exe$/u);
});
