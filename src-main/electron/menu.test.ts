import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { menuTemplate } from './menu.ts';

/** Every entry below the groups of a menu. */
function entries(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  return menuTemplate(platform, () => undefined).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  );
}

describe('the menu', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('can quit once and copy on %s', (platform) => {
    const named = entries(platform).flatMap(({ role }) => role ?? []);
    expect(named.filter((role) => role === 'quit')).toHaveLength(1);
    expect(named).toEqual(expect.arrayContaining(['copy', 'paste', 'selectAll', 'about']));
  });

  it('gives each key to one entry', () => {
    const keys = entries('linux').flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('opens no developer tools', () => {
    expect(entries('linux').map(({ role }) => role)).not.toContain('toggleDevTools');
  });

  it('leads to views that exist', () => {
    const views = readFileSync(path.join(import.meta.dirname, '../../src-renderer/views/views.ts'), 'utf8');
    const visited: string[] = [];
    for (const group of menuTemplate('linux', (view) => visited.push(view)))
      for (const { click } of Array.isArray(group.submenu) ? group.submenu : [])
        if (click !== undefined) Reflect.apply(click, undefined, []);
    expect(visited).toContain('new');
    for (const view of visited) expect(views).toContain(`path: '${view}',`);
  });
});
