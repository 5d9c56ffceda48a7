import { expect, it } from 'vitest';
import { presetConfig } from '../../../src-shared/run/presets.ts';
import { eigenvaluesSince, raised, weightDecayRaised } from './weightDecayRaised.ts';

const config = presetConfig('darts-ada', { stopDecayMost: 0.03 });

it('multiplies the weight decay each time, up to the largest', () => {
  const once = raised({}, config, 10)!;
  expect(weightDecayRaised.knobs!(once['weightDecayRaised'], config).weightDecay).toBeCloseTo(3e-3, 12);
  const twice = raised(once, config, 12)!;
  expect(weightDecayRaised.knobs!(twice['weightDecayRaised'], config).weightDecay).toBeCloseTo(3e-2, 12);
  expect(raised(twice, config, 14)).toBeUndefined();
});

it('counts eigenvalues anew from the epoch after the one it went back to', () => {
  expect(eigenvaluesSince({})).toBe(0);
  expect(eigenvaluesSince(raised({}, config, 10)!)).toBe(11);
});

it('leaves a search alone that shall end at the stop rule', () => {
  expect(raised({}, presetConfig('darts-es'), 10)).toBeUndefined();
});

it('refuses a state that is none', () => {
  expect(() => weightDecayRaised.knobs!({ times: -1, since: 0 }, config)).toThrow();
});
