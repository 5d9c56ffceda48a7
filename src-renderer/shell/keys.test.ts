import { expect, test } from 'vitest';
import { groupActions, keysForPeople } from './keys.ts';

test.each([
  ['$mod+k', 'Ctrl+K'],
  ['g r', 'g then r'],
  ['Shift+?', '?'],
  ['ArrowLeft', '←'],
])('the keys %s are written %s', (keys, text) => {
  expect(keysForPeople(keys)).toBe(text);
});

test('actions stand under their heading, headings in the order of their first action', () => {
  const action = (id: string, group: string) => ({ id, group, title: id, run: () => undefined });
  const groups = groupActions([action('a', 'Views'), action('b', 'Run'), action('c', 'Views')]);
  expect(groups.map(([group, actions]) => [group, actions.map(({ id }) => id)])).toEqual([
    ['Views', ['a', 'c']],
    ['Run', ['b']],
  ]);
});
