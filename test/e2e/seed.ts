/**
 * Fills a home with finished runs that look like real ones: α that drift apart, λ_max that creeps up, the
 * genotypes those α give. The same arguments give the same bytes (run folders: config.json, events.jsonl).
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { deriveGenotype } from '../../src-shared/genotype/derive.ts';
import { genotypeToPython } from '../../src-shared/genotype/print.ts';
import { seededRandom } from '../../src-shared/random.ts';
import { searchConfigSchema, type SearchConfig } from '../../src-shared/run/config.ts';
import type { RunEvent } from '../../src-shared/run/events.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { cellSpaceOf } from '../../src-shared/space/spaceOf.ts';
import { operationsPerEdge, EDGES } from '../../src-shared/space/spaces.ts';
import { rowEntropy, skipCount } from '../../src-shared/stats/cellMetrics.ts';
import { homePaths } from '../../src-main/host/home.ts';
import { runPaths } from '../../src-main/engine/run/runFolder.ts';

export interface SeedOptions {
  readonly runs: number;
  readonly epochs: number;
  /** Step events an epoch; 0: none. */
  readonly steps?: number;
}

/** Seeds of one setting: they make a group. */
const SEEDS_PER_GROUP = 4;
const METHODS = ['ms-darts', 'darts', 'sdarts-rs', 'sdarts-adv'] as const;
const SPACE_ORDER = ['s5', 's1', 's2', 's3', 's4'] as const;
const STEPS_PER_EPOCH = 390;
/** ULID alphabet: ids of seeded runs sort by their number. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const FIRST_DAY = Date.UTC(2025, 0, 1);
const MINUTE = 60_000;

/** The id of seeded run `index`. */
export function seededId(index: number): string {
  let rest = index;
  let digits = '';
  while (digits.length < 16) {
    digits = CROCKFORD.charAt(rest % 32) + digits;
    rest = Math.floor(rest / 32);
  }
  return `01JGFJ0000${digits}`;
}

function configOf(index: number, epochs: number): SearchConfig {
  const setting = Math.floor(index / SEEDS_PER_GROUP);
  return searchConfigSchema.parse({
    method: METHODS[setting % METHODS.length],
    space: SPACE_ORDER[Math.floor(setting / METHODS.length) % SPACE_ORDER.length],
    seed: (index % SEEDS_PER_GROUP) + 1,
    // One more knob varies, so that the settings do not run out.
    batch: 64 + 16 * Math.floor(setting / (METHODS.length * SPACE_ORDER.length)),
    epochs,
  });
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

function softmaxRow(row: readonly number[]): number[] {
  const exponentials = row.map(Math.exp);
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** The events of one run, in their order. */
function* eventsOf(config: SearchConfig, index: number, steps: number): Generator<RunEvent> {
  const random = seededRandom(index, 1);
  const space = cellSpaceOf(config);
  const width = operationsPerEdge(space);
  const noise = (size: number): number => size * (random.uniform() + random.uniform() - 1);
  const start = FIRST_DAY + index * 45 * MINUTE;
  const time = (epoch: number): string => new Date(start + epoch * MINUTE).toISOString();
  const initial = (): number[][] =>
    Array.from({ length: EDGES }, () => Array.from({ length: width }, () => noise(1e-3)));
  // Each entry drifts at a pace of its own.
  const pace = {
    normal: initial().map((row) => row.map(() => noise(0.08))),
    reduce: initial().map((row) => row.map(() => noise(0.08))),
  };
  let alphas = { normal: initial(), reduce: initial() };
  const moved = (rows: readonly number[][], by: readonly number[][]): number[][] =>
    rows.map((row, edge) => row.map((value, k) => rounded(value + by[edge]![k]! + noise(0.01))));
  const ceiling = 0.82 + noise(0.03);

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
    parameters: 1_930_842,
    nodes: 23_000,
    stepsPerEpoch: STEPS_PER_EPOCH,
    shortened: [],
  };
  let genotype = '';
  for (let epoch = 0; epoch < config.epochs; epoch++) {
    const step = (epoch + 1) * STEPS_PER_EPOCH;
    alphas = { normal: moved(alphas.normal, pace.normal), reduce: moved(alphas.reduce, pace.reduce) };
    const cells = deriveGenotype(space, alphas);
    genotype = genotypeToPython(cells);
    const progress = 1 - Math.exp(-(epoch + 1) / 12);
    const accuracy = rounded(0.1 + (ceiling - 0.1) * progress + noise(0.01));
    const loss = rounded(2.3 * (1 - progress) + 0.45 + noise(0.03));
    const entropy = {
      normal: rounded(rowEntropy(alphas.normal.map(softmaxRow))),
      reduce: rounded(rowEntropy(alphas.reduce.map(softmaxRow))),
    };
    for (let k = 1; k <= steps; k++)
      yield {
        type: 'step',
        time: time(epoch + k / (steps + 1)),
        step: step - STEPS_PER_EPOCH + Math.floor((k * STEPS_PER_EPOCH) / steps),
        epoch,
        loss: rounded(loss + noise(0.2)),
        accuracy: rounded(Math.min(1, Math.max(0, accuracy + noise(0.1)))),
        gradNorm: rounded(1.5 + noise(0.5)),
        seconds: 0.15,
        dataWait: 0.001,
        learningRate: config.learningRate,
      };
    yield {
      type: 'epoch',
      time: time(epoch + 1),
      step,
      epoch,
      trainLoss: loss,
      trainAccuracy: rounded(accuracy + 0.02),
      validationLoss: rounded(loss + 0.05),
      validationAccuracy: accuracy,
      discreteLoss: rounded(loss + 0.4),
      discreteAccuracy: rounded(accuracy * (0.5 + progress / 3)),
      entropy,
      skips: { normal: skipCount(cells.normal), reduce: skipCount(cells.reduce) },
      alphas,
      genotype,
      learningRate: config.learningRate,
      cutoutProbability: 0,
      validationImages: 25_000,
      seconds: 58,
      dataWait: 0.4,
      maxRssMiB: 2048,
    };
    yield {
      type: 'curvature',
      time: time(epoch + 1),
      step,
      epoch,
      lambdaMax: rounded(0.1 + 0.5 * progress ** 3 + noise(0.03)),
      lambdaMin: rounded(-0.02 + noise(0.01)),
      lambdaAbsMax: rounded(0.1 + 0.5 * progress ** 3),
      iterations: 14,
      residual: 6e-4,
      over: 'alpha',
      seconds: 2.1,
    };
  }
  yield {
    type: 'finished',
    time: time(config.epochs),
    step: config.epochs * STEPS_PER_EPOCH,
    genotype,
    selection: 'best-validation',
    selectedEpoch: config.epochs - 1,
  };
}

/** Writes the folder of a run. */
export function writeRun(home: string, id: string, config: RunConfig, events: Iterable<RunEvent>): void {
  const paths = runPaths(path.join(homePaths(home).runs, id));
  for (const folder of [paths.checkpoints, paths.artifacts]) mkdirSync(folder, { recursive: true });
  writeFileSync(paths.config, `${JSON.stringify(config, null, 2)}\n`);
  const log = openSync(paths.events, 'w');
  let lines = '';
  for (const event of events) lines += `${JSON.stringify(event)}\n`;
  writeSync(log, lines);
  closeSync(log);
}

/** Writes `runs` finished searches into the home; gives their ids, oldest first. */
export function seedHome(home: string, { runs, epochs, steps = 0 }: SeedOptions): string[] {
  return Array.from({ length: runs }, (_, index) => {
    const id = seededId(index);
    const config = configOf(index, epochs);
    writeRun(home, id, config, eventsOf(config, index, steps));
    return id;
  });
}
