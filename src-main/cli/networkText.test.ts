import { expect, it } from 'vitest';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { evalConfigSchema } from '../../src-shared/run/evalConfig.ts';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { networkText, shapeAt, shapeText } from './networkText.ts';

const shape = { type: 'network', time: '', step: 0, nodes: 9, stepsPerEpoch: 20 } as const;

it('the supernet of a search is told by its parameters', () => {
  const event = { ...shape, parameters: 1_930_842, shortened: [] };
  expect(networkText(event, searchConfigSchema.parse({}))).toBe('The supernet has 1,930,842 parameters.');
});

it('the network of an evaluation is told with what it costs and with what shortens the run', () => {
  const knobs = { kind: 'evaluation', genotype: 'G', stepsPerEpoch: 20, testImages: 1000 } as const;
  const size = { parameters: 3_349_342, auxiliaryParameters: 476_426, macs: 528_358_272 };
  const event = { ...shape, ...size, shortened: ['stepsPerEpoch', 'testImages'] };
  expect(networkText(event, evalConfigSchema.parse(knobs)).split('\n')).toEqual([
    'The network has 3,349,342 parameters, 528 M multiply–adds for an image, 476,426 parameters more in the auxiliary head.',
    'Not the whole data set: shortened by --steps-per-epoch 20, --test-images 1000.',
  ]);
});

it('a search in stages is told with the cells of each, and where it is with those of its stage', () => {
  const pdarts = presetConfig('p-darts');
  expect(shapeText(pdarts)).toBe('5, 11, 17 cells, 16 channels, batch 96');
  expect([0, 25, 75].map((done) => shapeAt(pdarts, done).replace(/,.*/u, ''))).toEqual([
    '5 cells (stage 1 of 3)',
    '11 cells (stage 2 of 3)',
    '17 cells (stage 3 of 3)',
  ]);
});

it('a search whose stages have the same cells, or that has one stage, is told once', () => {
  expect(shapeText(presetConfig('drnas'))).toBe('20 cells, 36 channels, batch 64');
  expect(shapeAt(presetConfig('darts'), 7)).toBe('8 cells, 16 channels, batch 64');
  const evaluation = evalConfigSchema.parse({ kind: 'evaluation', genotype: 'G' });
  expect(shapeAt(evaluation, 7)).toBe(shapeText(evaluation));
});
