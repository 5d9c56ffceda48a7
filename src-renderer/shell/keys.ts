/** Actions and their keys, for people. */
import type { Action } from '../state/actions.svelte.ts';

const NAMES: Readonly<Record<string, string>> = {
  $mod: 'Ctrl',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Space: 'space',
  Escape: 'Esc',
};

/** `$mod+k` as `Ctrl+K`, `g r` as `g then r`, `Shift+?` as `?`. */
export function keysForPeople(keys: string): string {
  return keys
    .split(' ')
    .map((press) => {
      const parts = press.split('+');
      const named = parts.map((part) => NAMES[part] ?? (parts.length > 1 ? part.toUpperCase() : part));
      return named.join('+').replace('SHIFT+?', '?');
    })
    .join(' then ');
}

/** Actions by their heading, in the order in which the headings come first. */
export function groupActions(actions: readonly Action[]): [string, Action[]][] {
  const groups = new Map<string, Action[]>();
  for (const action of actions) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  return [...groups];
}
