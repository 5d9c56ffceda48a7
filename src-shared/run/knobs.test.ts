import { describe, expect, it } from 'vitest';
import { searchConfigSchema } from './config.ts';
import { evalConfigSchema } from './evalConfig.ts';
import {
  EVALUATION_KNOB_NAMES,
  EVALUATION_KNOBS,
  isEvaluationKnobName,
  isKnobName,
  isNumeric,
  KNOB_NAMES,
  knobOfName,
  KNOBS,
  numberOrText,
} from './knobs.ts';

describe('the knobs', () => {
  it('are all fields of the configuration but its kind', () => {
    expect(['kind', ...KNOB_NAMES]).toEqual(Object.keys(searchConfigSchema.shape));
    expect(['batch', 'kind', 'toString'].map(isKnobName)).toEqual([true, false, false]);
    expect(['kind', 'genotype', ...EVALUATION_KNOB_NAMES].toSorted()).toEqual(
      Object.keys(evalConfigSchema.shape).toSorted(),
    );
    const names = ['stem', 'space', 'alphaStartEpoch', 'kind', 'genotype', 'toString'];
    expect(names.filter(isEvaluationKnobName)).toEqual(['stem', 'space']);
  });

  it('have a doc line, and a kind that fits their default', () => {
    for (const { doc, kind, fallback, options } of [...KNOBS.values(), ...EVALUATION_KNOBS.values()]) {
      expect(doc).not.toBe('');
      expect(options.length > 0).toBe(kind === 'choice');
      if (kind === 'number' && fallback !== undefined) expect(typeof fallback).toBe('number');
      if (kind === 'switch') expect(typeof fallback).toBe('boolean');
    }
  });

  it('say what they may be', () => {
    expect(knobOfName('batch')).toMatchObject({ range: '2–4096', whole: true, kind: 'number', fallback: 64 });
    expect(knobOfName('learningRateShift')).toMatchObject({ kind: 'choice', options: [0, 1], range: '' });
    expect(knobOfName('gradClip').range).toBe('> 0, ≤ 1000000');
    expect(knobOfName('stepsPerEpoch').range).toBe('≥ 0');
    expect(knobOfName('epsilon').fallback).toBeUndefined();
    expect(EVALUATION_KNOBS.get('batch')).toMatchObject({ range: '2–4096', fallback: 96 });
    expect(EVALUATION_KNOBS.get('dropPath')?.schema.safeParse(1).success).toBe(false);
  });

  it('are numbers also where they are some few', () => {
    const names = ['batch', 'learningRateShift', 'space', 'flip', 'name'] as const;
    expect(names.map((name) => isNumeric(knobOfName(name)))).toEqual([true, true, false, false, false]);
  });
});

it.each([
  ['1e-2', 0.01],
  [' 3 ', 3],
  ['many', 'many'],
  ['', ''],
  [' ', ' '],
])('the text "%s" is read as %j', (text, value) => {
  expect(numberOrText(text)).toBe(value);
});
