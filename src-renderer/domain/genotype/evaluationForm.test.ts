import { describe, expect, it } from 'vitest';
import { evalConfigSchema } from '../../../src-shared/run/evalConfig.ts';
import { draftOf, EVALUATION_FIELDS, EVALUATION_PRESETS, readDraft } from './evaluationForm.ts';

const GIVEN = { genotype: 'Genotype(…)', origin: 'c10_s5_ms', method: 'ms-darts', space: 's5' };

describe('the form of an evaluation', () => {
  it('has a field with a doc line for every knob that does not come with the genotype', () => {
    const knobs = Object.keys(evalConfigSchema.shape).filter(
      (name) => !['kind', ...Object.keys(GIVEN)].includes(name),
    );
    expect(EVALUATION_FIELDS.map(({ name }) => name).toSorted()).toEqual(knobs.toSorted());
    expect(EVALUATION_FIELDS.filter(({ doc }) => doc === '')).toEqual([]);
  });

  it.each(EVALUATION_PRESETS)('makes the configuration of the preset $id', ({ values }) => {
    const { config } = readDraft(draftOf(values), GIVEN);
    expect(config).toEqual(evalConfigSchema.parse({ kind: 'evaluation', ...GIVEN, ...values }));
  });

  it('says beside each field what is wrong with it', () => {
    const draft = { ...draftOf({}), channels: '1', epochs: '', seed: 'one', learningRate: '2e-1' };
    expect([...(readDraft(draft, GIVEN).errors ?? [])]).toEqual([
      ['seed', 'must be a number; got "one".'],
      ['channels', 'must be at least 2; got 1.'],
      ['epochs', 'must be a number; got "".'],
    ]);
  });
});
