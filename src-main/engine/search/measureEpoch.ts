/** What is measured after each epoch, in the order it is told. */
import { seededRandom } from '../../../src-shared/random.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { stageAt, totalEpochs } from '../../../src-shared/run/stages.ts';
import { spaceOf } from '../../../src-shared/space/spaceOf.ts';
import { METHODS, rulesOf } from '../methods/registry.ts';
import type { FoundArchitecture, Score, TensorRows } from '../methods/rules.ts';
import { STREAMS } from '../training/streams.ts';
import type { Images } from './compiledSearch.ts';
import { noiseSeed } from './draws.ts';
import { discretised, ofCells } from './discretise.ts';
import { architectureOf, curvature, scores, withColumns } from './measure.ts';
import type { Progress } from './progress.ts';
import type { Recorder } from './recorder.ts';
import type { Loaders } from './runData.ts';
import type { Unit } from './unit.ts';

interface MeasuredSearch {
  /** Of the whole search, not of its stage. */
  readonly config: SearchConfig;
  readonly progress: Progress;
  readonly recorder: Recorder;
}

/** Measures an epoch that has ended, tells of it, and lets the rules of the method decide. */
export function measureEpoch(unit: Unit, search: MeasuredSearch): void {
  const { config, place, compiled, loaders } = unit;
  const { progress, recorder } = search;
  const { epoch } = progress;
  const method = METHODS[config.method];
  const { spec } = compiled.net;
  const architecture = architectureOf(compiled, method, epoch - place.begins);
  const seedOf = (batch: number): readonly [number, number] => noiseSeed(config, progress.step, batch);
  const measuredAt = (points: readonly TensorRows[], mode?: 'train'): Score[] =>
    scores(compiled, loaders.measure, points, seedOf, {
      tick: (done, total) => recorder.phase(progress, 'validation', done, total),
      ...(mode ? { mode } : {}),
    });
  const measureIn =
    (mode?: 'train') =>
    (points: readonly TensorRows[]): Score[] =>
      measuredAt(
        points.map((rows) => withColumns(spec, rows)),
        mode,
      );
  const found: FoundArchitecture = {
    ...architecture,
    config,
    space: spaceOf(config),
    state: method.rules && progress.method[method.rules.name],
    measure: measureIn(),
    random: seededRandom(config.seed, STREAMS.rules, epoch),
  };
  const chosen = discretised(method, found);
  const [mixed, discrete] = measuredAt([architecture.columns, withColumns(spec, chosen.weights)]);
  // Alphas that never learn say nothing: there an epoch is as good as its genotype.
  const worth = method.order === 'weights-only' ? discrete! : mixed!;
  progress.measured(chosen, worth.accuracy);
  recorder.epoch(progress, unit, { architecture, chosen, mixed: mixed!, discrete: discrete! });
  if (config.curvature !== 'off') measureCurvature(unit, search);
  const next = epoch + 1 < totalEpochs(search.config) ? stageAt(search.config, epoch + 1) : undefined;
  const cells = ofCells(found);
  for (const { name, afterEpoch } of rulesOf(config)) {
    if (!afterEpoch || !cells) continue;
    const context = {
      ...cells,
      state: progress.method[name],
      epoch,
      place,
      next,
      measureTraining: measureIn('train'),
    };
    progress.method[name] = afterEpoch(progress.method[name], context);
  }
}

/** λ_max on the same validation batch after every epoch, Lanczos started from the last epoch's vector. */
function measureCurvature(
  { config, place, compiled, loaders }: Unit,
  { progress, recorder }: MeasuredSearch,
): void {
  const began = performance.now();
  const images = curvatureImages(loaders);
  const size = compiled.architectureSize;
  const last = progress.lanczosStart;
  const extremes = curvature(
    compiled,
    images,
    {
      start: last?.length === size ? last : randomDirection(config, size),
      iterations: config.curvatureIterations,
      tolerance: config.curvatureTolerance,
    },
    { noiseSeed: noiseSeed(config, progress.step, 0), epoch: progress.epoch - place.begins },
  );
  if (Number.isFinite(extremes.max)) progress.lanczosStart = extremes.vector;
  progress.measuredCurvature(extremes.max);
  recorder.curvature(progress, extremes, (performance.now() - began) / 1000);
}

/** The first batch of the validation half, without augmentation: the same after every epoch. */
export function curvatureImages({ measure }: Loaders): Images {
  measure.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: 1 });
  return measure.next();
}

function randomDirection(config: SearchConfig, size: number): Float64Array {
  return Float64Array.from(seededRandom(config.seed, STREAMS.lanczos).uniforms(size, -1, 1));
}
