import { describe, expect, it } from 'vitest';
import { evalPresetConfig } from '../../../src-shared/run/evalPresets.ts';
import { EVALUATION_KNOB_NAMES } from '../../../src-shared/run/knobs.ts';
import { changedNames, changePreset, changeText, readTexts, soundOf } from '../knobs/drafts.ts';
import { evaluationKind, firstDraft, type EvaluationSource } from './evaluationDraft.ts';
import { HEAD_KNOBS, idleBecause, SECTIONS } from './sections.ts';
import { trainingLength } from './trainingLength.ts';

const source: EvaluationSource = {
  genotype: 'Genotype(…)',
  origin: 'c10_s5_ms',
  method: 'ms-darts',
  space: 's5',
  chosen: {},
};
const { chosen, ...given } = source;
const kind = evaluationKind(source);
const start = firstDraft(kind, source);

describe('the form of an evaluation', () => {
  it('has every knob once', () => {
    const placed = [...HEAD_KNOBS, ...SECTIONS.flatMap(({ knobs }) => knobs)];
    expect(placed.toSorted()).toEqual(EVALUATION_KNOB_NAMES.toSorted());
  });

  it('is its preset for the genotype until something is changed', () => {
    expect(start).toEqual({ preset: 'cifar10', texts: {} });
    expect(readTexts(kind, start).config).toEqual(evalPresetConfig('cifar10', { ...given, ...chosen }));
    const proxy = changePreset(kind, changeText(kind, start, 'channels', '12'), 'proxy');
    expect(readTexts(kind, proxy).config).toMatchObject({ channels: 12, layers: 8, batch: 64 });
  });

  it('opens with the preset that is nearest to what is already chosen', () => {
    const first = (of: EvaluationSource['chosen']) => firstDraft(kind, { ...source, chosen: of });
    expect(first({ dataset: 'cifar100' })).toEqual({ preset: 'cifar100', texts: {} });
    expect(first({ dataset: 'mine', channels: 36 })).toEqual({
      preset: 'cifar10',
      texts: { dataset: 'mine' },
    });
    const again = evalPresetConfig('demo', { ...given, seed: 4 });
    expect(changedNames(kind, first(again))).toEqual(['seed']);
  });

  it('says beside each field what is wrong with it, and stays sound for what is shown', () => {
    const wrong = [
      ['channels', '7'],
      ['epochs', ''],
      ['seed', 'one'],
      ['learningRate', '2e-1'],
    ] as const;
    const draft = wrong.reduce((each, [name, text]) => changeText(kind, each, name, text), start);
    const { config, errors } = readTexts(kind, draft);
    expect(config).toBeUndefined();
    expect([...errors].map(([name, { problem }]) => `${name} ${problem}`)).toEqual([
      'seed must be a number; got "one".',
      'epochs must be a number; got "".',
    ]);
    expect(soundOf(kind, changeText(kind, start, 'channels', '7')).channels).toBe(36);
    const odd = readTexts(kind, changeText(kind, start, 'channels', '7')).errors.get('channels');
    expect(odd?.problem).toBe('must be even, got 7.');
  });

  it('says why a knob does nothing', () => {
    const config = evalPresetConfig('cifar10', { ...given, auxiliary: false, cutout: false });
    expect(idleBecause('auxiliaryWeight', config)).toContain('no auxiliary head');
    expect(idleBecause('cutoutLength', config)).toContain('cutout is off');
    expect(idleBecause('dropPath', config)).toBeUndefined();
  });
});

it('an epoch is whole batches of what is not held out, or as many steps as asked for', () => {
  const knobs = { stepsPerEpoch: 0, batch: 96, holdOut: 0, epochs: 600 };
  expect(trainingLength(knobs, 50_000)).toEqual({ perEpoch: 520 });
  expect(trainingLength({ ...knobs, holdOut: 40_000 }, 50_000)).toEqual({ perEpoch: 104 });
  expect(trainingLength({ ...knobs, stepsPerEpoch: 20 }, undefined)).toEqual({ perEpoch: 20 });
  expect(trainingLength(knobs, undefined)).toBeUndefined();
});
