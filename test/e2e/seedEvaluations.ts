/** Fills a home with evaluations that look like real ones: one genotype, some seeds, accuracies that rise and level off. */
import { evaluationCost } from '../../src-shared/genotype/evaluationCost.ts';
import { genotypeToPython } from '../../src-shared/genotype/print.ts';
import { publishedGenotype } from '../../src-shared/genotype/published.ts';
import { seededRandom } from '../../src-shared/random.ts';
import type { EvalConfig } from '../../src-shared/run/evalConfig.ts';
import { evalPresetConfig } from '../../src-shared/run/evalPresets.ts';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { seededId, writeRun } from './seed.ts';

export interface EvaluationSeedOptions {
  /** Number of the first run, for its id: after those of other seeded runs. */
  readonly first: number;
  readonly seeds: number;
  readonly epochs: number;
  readonly name: string;
  /** Epochs done of the last seed, which was stopped after them; absent: it has finished too. */
  readonly stoppedAfter?: number;
}

const STEPS_PER_EPOCH = 781;
const FIRST_DAY = Date.UTC(2025, 1, 1);
const MINUTE = 60_000;
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

function* eventsOf(config: EvalConfig, start: number, done: number): Generator<RunEvent> {
  const random = seededRandom(config.seed, 7);
  const noise = (size: number): number => size * (random.uniform() + random.uniform() - 1);
  const time = (epoch: number): string => new Date(start + epoch * MINUTE).toISOString();
  const { parameters, auxiliaryParameters, macs } = evaluationCost(publishedGenotype(config.origin), {
    ...config,
    classes: 10,
  });
  yield {
    type: 'started',
    time: time(0),
    step: 0,
    pid: 1,
    processStart: 'seeded',
    host: 'seeded',
    device: 'cpu',
    versions: {},
  };
  yield {
    type: 'network',
    time: time(0),
    step: 0,
    parameters,
    auxiliaryParameters,
    macs,
    nodes: 9000,
    stepsPerEpoch: STEPS_PER_EPOCH,
    shortened: [],
  };
  const tested: number[] = [];
  for (let epoch = 0; epoch < done; epoch++) {
    const progress = 1 - Math.exp(-(epoch + 1) / (config.epochs / 4));
    const accuracy = rounded(0.35 + 0.56 * progress + noise(0.02));
    const loss = rounded(1.6 * (1 - progress) + 0.3 + noise(0.03));
    tested.push(accuracy);
    const step = (epoch + 1) * STEPS_PER_EPOCH;
    const learningRate = 0.5 * config.learningRate * (1 + Math.cos((Math.PI * epoch) / config.epochs));
    yield {
      type: 'step',
      time: time(epoch + 0.9),
      step,
      epoch,
      loss: rounded(loss * 1.4),
      accuracy: rounded(accuracy + 0.02),
      gradNorm: 1.4,
      auxiliaryLoss: rounded(loss * 1.1),
      seconds: 0.3,
      dataWait: 0.001,
      learningRate,
    };
    yield {
      type: 'tested',
      time: time(epoch + 1),
      step,
      epoch,
      trainLoss: rounded(loss * 1.4),
      trainAccuracy: rounded(accuracy + 0.03),
      testLoss: rounded(loss + 0.05),
      testAccuracy: accuracy,
      testTop5: rounded(Math.min(1, accuracy + 0.9 * (1 - accuracy))),
      testImages: 10_000,
      learningRate,
      dropPath: rounded((config.dropPath * epoch) / config.epochs),
      imagesPerSecond: rounded(200 + noise(10)),
      seconds: 250,
      dataWait: 0.8,
      maxRssMiB: 1800,
    };
  }
  const last = { time: time(done), step: done * STEPS_PER_EPOCH };
  if (done < config.epochs) yield { type: 'stopped', ...last };
  else
    yield {
      type: 'finished',
      ...last,
      genotype: config.genotype,
      selection: config.select,
      selectedEpoch: done - 1,
      testAccuracy: tested.at(-1)!,
    };
}

/** Writes evaluations of c10_s5_ms that differ in the seed; gives their ids, the first seed first. */
export function seedEvaluations(home: string, options: EvaluationSeedOptions): string[] {
  const { first, seeds, epochs, name, stoppedAfter = epochs } = options;
  return Array.from({ length: seeds }, (_, index) => {
    const id = seededId(first + index);
    const config = evalPresetConfig('proxy', {
      genotype: genotypeToPython(publishedGenotype('c10_s5_ms')),
      origin: 'c10_s5_ms',
      method: 'ms-darts',
      space: 's5',
      name,
      epochs,
      dropPath: 0.2,
      seed: index + 1,
    });
    const done = index === seeds - 1 ? stoppedAfter : epochs;
    writeRun(home, id, config, eventsOf(config, FIRST_DAY + index * 60 * MINUTE, done));
    return id;
  });
}
