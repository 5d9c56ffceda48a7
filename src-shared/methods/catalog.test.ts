import { describe, expect, it } from 'vitest';
import { KNOB_NAMES, KNOBS } from '../run/knobs.ts';
import { METHODS } from './catalog.ts';
import { methodKnobs } from './methodKnobs.ts';
import { methodFacts } from './methodText.ts';
import { METHOD_NAMES } from './names.ts';

describe.each(METHOD_NAMES)('the page of %s', (name) => {
  const { rule, equation, composes, knobs, paper, source } = METHODS[name];

  it('has a rule of two to five sentences, an equation and what it composes with', () => {
    const sentences = rule.split(/\.(?: |$)/u).filter((part) => part !== '').length;
    expect(sentences).toBeGreaterThanOrEqual(2);
    expect(sentences).toBeLessThanOrEqual(5);
    expect(equation.length).toBeGreaterThan(0);
    expect(composes).not.toBe('');
  });

  it('names its paper as its source does', () => {
    expect(paper.title).not.toBe('');
    const [known] = /(?<=arXiv )\d{4}\.\d{5}/u.exec(source) ?? [];
    if (known !== undefined) expect(paper.arxiv).toBe(known);
    if (paper.arxiv !== undefined) expect(paper.year).toBe(2000 + Number(paper.arxiv.slice(0, 2)));
  });

  it('shows its knobs and those it sets, each with its value and where that is from', () => {
    const shown = methodFacts(name).knobs;
    expect(shown.map((knob) => knob.name)).toEqual(
      KNOB_NAMES.filter((knob) => knobs.includes(knob) || knob in METHODS[name].config),
    );
    for (const { name: knob, value, from, doc } of shown) {
      expect(doc).toBe(KNOBS.get(knob)?.doc);
      if (from === 'default') expect(value).toBe(KNOBS.get(knob)?.fallback);
      else expect(value).toBe(METHODS[name].config[knob]);
    }
  });
});

it('every knob of a method stands on a page', () => {
  const onPages = new Set<string>(METHOD_NAMES.flatMap((name) => METHODS[name].knobs));
  expect(Object.keys(methodKnobs).filter((knob) => !onPages.has(knob))).toEqual([]);
});
