import { describe, expect, it } from 'vitest';
import { EVALUATION_SERIES, readChoice, usualSeries, writeChoice } from './choice.ts';

const kept = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(writeChoice(readChoice(query))).filter(([, value]) => value !== ''));

describe('the address of Compare', () => {
  it('gives back every value it was read from', () => {
    const query = {
      part: 'cells',
      runs: 'a,b,c',
      series: 'epoch.lambdaMax,step.loss',
      scale: 'linear,symlog',
      x: 'hours',
      smoothing: '0.6',
      group: '1',
      over: 'A',
      knobs: 'all',
      transposed: '1',
      at: '3,,0',
    };
    expect(kept(query)).toEqual(query);
    expect(readChoice(query).epochs).toEqual({ a: 3, c: 0 });
  });

  it('leaves out what stands at its default', () => {
    expect(kept({ runs: 'a', x: 'epoch', smoothing: '0', part: 'charts' })).toEqual({ runs: 'a' });
  });

  it('shows what runs of their kind have where it names no series', () => {
    expect(usualSeries(['evaluation', 'evaluation'])).toEqual(EVALUATION_SERIES);
    expect(usualSeries(['evaluation', 'search'])).toEqual(usualSeries([]));
    const choice = readChoice({ runs: 'a' }, EVALUATION_SERIES);
    expect(choice.panels.map(({ series }) => series)).toEqual(EVALUATION_SERIES);
    expect(writeChoice(choice, EVALUATION_SERIES)['series']).toBe('');
    expect(writeChoice(choice)['series']).toBe('epoch.testAccuracy,epoch.testLoss');
  });

  it('ignores what it does not know', () => {
    const choice = readChoice({
      runs: 'a,a,,b',
      series: 'epoch.toString,epoch.lambdaMax',
      scale: 'linear,log',
      x: 'weeks',
      smoothing: '-4',
      at: '1e3,x',
    });
    expect(choice.runs).toEqual(['a', 'b']);
    expect(choice.panels).toEqual([{ series: 'epoch.lambdaMax', scale: 'symlog' }]);
    expect([choice.x, choice.smoothing, choice.epochs]).toEqual(['epoch', 0, {}]);
    expect(readChoice({ smoothing: '7' }).smoothing).toBeLessThan(1);
  });

  it('keeps a scale with its series beside one that is not known', () => {
    expect(readChoice({ series: 'nonsense,epoch.trainLoss', scale: ',symlog' }).panels).toEqual([
      { series: 'epoch.trainLoss', scale: 'symlog' },
    ]);
  });
});
