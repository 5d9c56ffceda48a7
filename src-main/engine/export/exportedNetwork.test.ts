import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { moduleName, refuseNoise } from './exportedNetwork.ts';

describe('the name of an exported module', () => {
  it.each([
    ['c10_s5_ms', 'c10_s5_ms'],
    ['evaluation run A, epoch 3 · cifar10', 'evaluation_run_A_epoch_3_cifar10'],
    ['__x__', 'x'],
  ])('of "%s" is %s', (text, name) => {
    expect(moduleName(text)).toBe(name);
  });

  it('is a Python identifier where the text begins with a digit or has no letter', () => {
    expect(moduleName('3 cells')).toBe('network_3_cells');
    expect(moduleName('∅')).toBe('network');
  });

  it('hides neither a module that it imports nor a keyword', () => {
    expect(moduleName('torch')).toBe('network_torch');
    expect(moduleName('class')).toBe('network_class');
  });
});

describe('a genotype with noise', () => {
  const { normal, ...rest } = publishedGenotype('DARTS_V2');

  it('is refused: its logits differ from call to call', () => {
    const noisy = { ...rest, normal: [{ operation: 'noise', input: 0 } as const, ...normal.slice(1)] };
    expect(() => refuseNoise(noisy)).toThrow('has the operation noise');
  });

  it('is told from one without', () => {
    expect(() => refuseNoise({ ...rest, normal })).not.toThrow();
  });
});
