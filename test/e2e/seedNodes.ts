/** Writes a finished search in a space of NAS-Bench-1Shot1 that looks like a real one. */
import { cellOf, deriveArchitecture } from '../../src-shared/nasbench/architecture.ts';
import { architectureToText } from '../../src-shared/nasbench/architectureText.ts';
import { alphaTensors, NASBENCH_SPACES, type NasbenchSpaceName } from '../../src-shared/nasbench/spaces.ts';
import { seededRandom } from '../../src-shared/random.ts';
import type { SearchConfig } from '../../src-shared/run/config.ts';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { softmaxRow } from '../../src-shared/stats/alphaDistance.ts';
import { rowEntropy } from '../../src-shared/stats/cellMetrics.ts';
import { cellHash } from '../../src-main/engine/nasbench/cellHash.ts';
import { seededId, writeRun } from './seed.ts';

const STEPS_PER_EPOCH = 260;
const START = Date.UTC(2025, 2, 1);

function* eventsOf(config: SearchConfig, space: NasbenchSpaceName): Generator<RunEvent> {
  const random = seededRandom(config.seed, 11);
  const noise = (): number => random.uniform() + random.uniform() - 1;
  const time = (epoch: number): string => new Date(START + epoch * 60_000).toISOString();
  const tensors = alphaTensors(NASBENCH_SPACES[space]);
  const pace = tensors.map(({ shape: [rows, columns] }) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, noise)),
  );
  const process = { pid: 1, processStart: 'seeded', host: 'seeded', device: 'cpu' };
  yield { type: 'started', time: time(0), step: 0, ...process, versions: {} };
  yield {
    ...{ type: 'network', time: time(0), step: 0, parameters: 174_898, nodes: 9000 },
    ...{ stepsPerEpoch: STEPS_PER_EPOCH, shortened: [] },
  };
  let genotype = '';
  for (let epoch = 0; epoch < config.epochs; epoch++) {
    const at = { time: time(epoch + 1), step: (epoch + 1) * STEPS_PER_EPOCH, epoch };
    const alphas = Object.fromEntries(
      tensors.map(({ name }, t) => [name, pace[t]!.map((row) => row.map((value) => (epoch + 1) * value))]),
    );
    const architecture = deriveArchitecture(NASBENCH_SPACES[space], alphas);
    genotype = architectureToText(NASBENCH_SPACES[space], architecture);
    const shift = {
      ...{ losses: [[2, 2.1, 2.2]], omega: [[0.3, 0.3, 0.4]], length: tensors.map(() => 0.1) },
      ...{ kernel: [[tensors.map(() => -1)]], distance: [[tensors.map(() => 0.4)]] },
    };
    const learning = { learningRate: 0.025, epsilon: 0.1 };
    yield {
      ...{ type: 'step', ...at, ...learning, loss: 2, accuracy: 0.3, gradNorm: 1, alphaLoss: 2 },
      ...{ seconds: 0.2, dataWait: 0, shift },
    };
    yield {
      ...{ type: 'epoch', ...at, ...learning, trainLoss: 2, trainAccuracy: 0.3 },
      ...{ validationLoss: 2.1, validationAccuracy: 0.25 + epoch / 100 },
      ...{ discreteLoss: 2.3, discreteAccuracy: 0.2 },
      entropy: Object.fromEntries(
        Object.entries(alphas).map(([name, rows]) => [name, rowEntropy(rows.map(softmaxRow))]),
      ),
      ...{ alphas, genotype, nasbench: { hash: cellHash(cellOf(architecture))! } },
      ...{ cutoutProbability: 0, validationImages: 25_000, seconds: 58, dataWait: 0, maxRssMiB: 900 },
    };
  }
  yield {
    ...{ type: 'finished', time: time(config.epochs), step: config.epochs * STEPS_PER_EPOCH, genotype },
    ...{ selection: 'best-validation', selectedEpoch: config.epochs - 1 },
  };
}

/** Writes the run; `index` numbers it among the seeded ones. Gives its id. */
export function seedNodes(home: string, index: number, space: NasbenchSpaceName, epochs: number): string {
  const id = seededId(index);
  const config = presetConfig('ms-darts', { space, epochs, curvature: 'off' });
  writeRun(home, id, config, eventsOf(config, space));
  return id;
}
