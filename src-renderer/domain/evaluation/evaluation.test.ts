import { describe, expect, it } from 'vitest';
import { evalConfigSchema } from '../../../src-shared/run/evalConfig.ts';
import { chartSvg } from '../../lib/chart/chartSvg.ts';
import { evaluationMarks } from '../run/marks.ts';
import { progressText } from '../run/pace.ts';
import { repeatFacts } from '../run/repeat.ts';
import { EMPTY_HISTORY, entriesOf, extend } from '../run/runHistory.ts';
import { resumedEvent } from '../run/history.fixture.ts';
import { runWith } from '../runs/run.fixture.ts';
import { accuracyText } from './accuracy.ts';
import { EVALUATION_CHARTS, evaluationCharts, type EvaluationContext } from './evaluationCharts.ts';
import { epochsCsv } from './evaluationExports.ts';
import { resultNote, ruleAbout, ruleTitle } from './rules.ts';
import { reportedText, seedsSummary, siblings } from './seeds.ts';
import { networkEvent, testedEvent, trainedEvent } from './tested.fixture.ts';

const config = evalConfigSchema.parse({ kind: 'evaluation', genotype: '…', epochs: 5 });
const history = extend(EMPTY_HISTORY, [networkEvent, testedEvent(0), testedEvent(1, { testAccuracy: 0.8 })]);
const context: EvaluationContext = { config, history, measure: 'accuracy' };
const run = runWith({ id: 'a', kind: 'evaluation', epochs: 5, epochsDone: 2, state: 'running' });
const result = { accuracy: 0.9, epoch: 4, rule: 'last' };

describe('the history of an evaluation', () => {
  it('has one record an epoch, and forgets those beyond the step it was resumed from', () => {
    expect(entriesOf(history).map(({ event }) => event.epoch)).toEqual([0, 1]);
    expect(extend(history, [resumedEvent(10)]).tested.map(({ event }) => event.epoch)).toEqual([0]);
    expect(extend(history, [testedEvent(1)]).tested).toHaveLength(2);
  });

  it('says how far the run is, between epochs, within one, and within the first', () => {
    expect(progressText(run, history)).toBe('2 of 5 epochs · 20 s an epoch · 1:00 min left');
    expect(progressText(run, extend(history, [trainedEvent(25)]))).toBe(
      '2 of 5 epochs · step 5 of 10 · 20 s an epoch · 50 s left',
    );
    const first = extend(EMPTY_HISTORY, [networkEvent, trainedEvent(5)]);
    expect(progressText({ ...run, epochsDone: 0 }, first)).toBe(
      '0 of 5 epochs · step 5 of 10 · 1:30 min left',
    );
    expect(progressText({ ...run, state: 'stopped' }, history)).toBe('2 of 5 epochs · 20 s an epoch');
  });

  it('gives the size of the network with the head apart, and its multiply–adds', () => {
    expect(new Map(repeatFacts(run, history)).get('Network')).toBe(
      '300,000 parameters, 400,000 of the auxiliary head, 50,000,000 MACs',
    );
  });
});

describe('the charts of an evaluation', () => {
  const titles = (of: EvaluationContext): string[] => evaluationCharts(of).map(({ title }) => title);

  it('leave out drop path where there is none', () => {
    expect(titles(context)).toHaveLength(Object.keys(EVALUATION_CHARTS).length);
    expect(titles({ ...context, config: { ...config, dropPath: 0 } })).not.toContain('Drop path');
  });

  it('show accuracies or errors, in percent', () => {
    const last = (of: EvaluationContext, index: number) =>
      EVALUATION_CHARTS.top1.spec(of).series[index]?.points.at(-1)?.y;
    expect([last(context, 0), last(context, 1)]).toEqual([80, 80]);
    const error: EvaluationContext = { ...context, measure: 'error' };
    expect(last(error, 1)).toBeCloseTo(20, 12);
    expect(evaluationCharts(error)[1]?.at(0)).toMatchObject({ epoch: 0, value: '25.00 %' });
  });

  it('have a line of validation where images are held out', () => {
    const names = (of: EvaluationContext) => EVALUATION_CHARTS.loss.spec(of).series.map(({ name }) => name);
    expect(names(context)).toEqual(['training', 'test']);
    const held = { ...context, config: { ...config, holdOut: 100 } };
    expect(names(held)).toEqual(['training', 'validation', 'test']);
  });

  it('can be drawn before the first epoch and with values that are not finite', () => {
    const diverged = extend(history, [testedEvent(2, { testLoss: 'NaN', trainLoss: 'Infinity' })]);
    for (const each of [EMPTY_HISTORY, history, diverged])
      for (const chart of evaluationCharts({ ...context, history: each }))
        expect(chartSvg(chart.spec())).not.toMatch(/ d="[^"]*NaN/u);
    expect(evaluationCharts({ ...context, history: diverged })[0]?.at(2).value).toBe('✕ Infinity / ✕ NaN');
  });

  it('are given as a table of all epochs, with nothing where an epoch has no such number', () => {
    const [head, first] = epochsCsv(history.tested)
      .split(/\r?\n/u)
      .map((row) => row.split(','));
    const column = (name: string): string | undefined => first?.[head?.indexOf(name) ?? -1];
    expect([column('testAccuracy'), column('validationLoss'), column('epoch')]).toEqual(['0.75', '', '0']);
  });
});

describe('the number that an evaluation reports', () => {
  it('comes with its rule and epoch; a rule of another version stays as it is written', () => {
    expect(resultNote(result)).toBe('last epoch, epoch 4');
    expect([ruleTitle('median'), ruleAbout('median')]).toEqual(['median', 'median']);
    expect(ruleAbout('best-test')).toContain('test set chose');
  });

  it('is written to one image of 10,000, as accuracy or error', () => {
    expect([accuracyText(0.97314), accuracyText(0.97314, 'error')]).toEqual(['97.31 %', '2.69 %']);
    expect([accuracyText(null), accuracyText('NaN')]).toEqual(['—', '✕ NaN']);
  });

  it('is marked on the line of epochs beside the best one', () => {
    const ended = { ...run, bestEpoch: 3, bestAccuracy: 0.91, result };
    expect(evaluationMarks(ended, history, 10, 2).map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      'best 3',
      'reported 4',
    ]);
  });
});

describe('the seeds of an evaluation', () => {
  const second = runWith({ ...run, id: 'b', seed: 2, state: 'finished', result });
  const third = runWith({
    ...run,
    id: 'c',
    seed: 3,
    state: 'finished',
    result: { ...result, accuracy: 0.92 },
  });

  it('are the runs of its group in their order, archived ones left out', () => {
    const archived = runWith({ ...run, id: 'd', seed: 9, archived: true });
    const all = [third, archived, second, runWith({ ...run, id: 'e', group: 'other' })];
    expect(siblings(all, run).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(siblings([], archived).map(({ id }) => id)).toEqual(['d']);
  });

  it('give mean ± std (n) of those that report a number, and say how many do not', () => {
    const summary = seedsSummary([run, second, third]);
    expect(reportedText(summary)).toBe('91 ± 1 % (2)');
    expect([summary.rules, summary.waiting]).toEqual([['last'], 1]);
    expect(reportedText(seedsSummary([second]))).toBe('90.00 % (1)');
    expect(reportedText(seedsSummary([run]))).toBe('—');
  });

  it('whose number is not finite stay visible in the mean', () => {
    const lost = { ...third, result: { ...result, accuracy: 'NaN' as const } };
    expect(reportedText(seedsSummary([second, lost]))).toContain('✕');
  });
});
