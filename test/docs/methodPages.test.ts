/** docs/methods is made from the catalogue: `npm run docs` writes it anew. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { methodMarkdown, methodsMarkdown } from '../../src-shared/methods/methodMarkdown.ts';
import { METHOD_NAMES } from '../../src-shared/methods/names.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../docs/methods');
const PAGES = [
  ['README.md', methodsMarkdown()],
  ...METHOD_NAMES.map((name) => [`${name}.md`, methodMarkdown(name)] as const),
] as const;

it.each(PAGES)('docs/methods/%s says what the catalogue says', async (name, text) => {
  const file = path.join(FOLDER, name);
  const options = await resolveConfig(file);
  await expect(await format(text, { ...options, parser: 'markdown' })).toMatchFileSnapshot(file);
});

it('docs/methods has a page for each method and no other', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(PAGES.map(([name]) => name).toSorted());
});
