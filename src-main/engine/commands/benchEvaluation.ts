/** Times the compiled training step of an evaluation on random images: `bench evaluation`. */
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import type { BenchEvaluationReport } from '../../../src-shared/run/reports.ts';
import { seededRandom } from '../../../src-shared/random.ts';
import { CompiledEvaluation, type StepSettings } from '../evaluation/compiledEvaluation.ts';
import { initialEvaluation } from '../evaluation/evaluationState.ts';
import { type BenchSpec, imageShape, randomImages } from './benchSpec.ts';
import { maxRssMiB, secondsOf, timed } from './timing.ts';

type EvaluationSpec = BenchSpec<EvalConfig>;

function summary({ config, resolution, classes, steps }: EvaluationSpec): BenchEvaluationReport['config'] {
  const { genotype, origin, channels, layers, batch, stem, auxiliary, dropPath } = config;
  const { deterministic, memory, precision, xla } = config;
  return {
    genotype: origin === '' ? genotype : origin,
    channels,
    layers,
    batch,
    resolution,
    classes,
    steps,
    stem,
    auxiliary,
    dropPath,
    deterministic,
    memory,
    precision,
    xla,
  };
}

/** Seconds of a training step, drop path at its full probability, and of testing a batch. */
export function benchEvaluation(
  spec: EvaluationSpec,
  progress: (label: string) => void,
): BenchEvaluationReport {
  const { config, classes, steps } = spec;
  const random = seededRandom(config.seed, 2);
  const settings: StepSettings = {
    learningRate: config.learningRate,
    dropPath: config.dropPath,
    kept: (count, probability) => random.uniforms(count, 0, 1).map((u) => (u < probability ? 0 : 1)),
    noiseSeed: [1, 2],
  };
  const images = randomImages(spec, 1);
  progress('building the graph');
  const began = performance.now();
  const compiled = new CompiledEvaluation(config, imageShape(spec), classes);
  compiled.load(initialEvaluation(compiled.net.parameters, config.seed));
  const built = (performance.now() - began) / 1000;
  const step = (): void => void compiled.step(images, settings);
  progress('first step');
  const first = secondsOf(step);
  progress('steps');
  const stepSeconds = timed(steps, step);
  // Peak memory is the training step's: testing is timed after it.
  const maxRss = maxRssMiB();
  progress('test');
  const testSeconds = timed(steps, () => void compiled.test(images, settings.noiseSeed));
  const { parameters, auxiliarySize } = compiled.net;
  return {
    config: summary(spec),
    network: { parameters: parameters.size - auxiliarySize, auxiliaryParameters: auxiliarySize },
    seconds: { step: stepSeconds, forward: testSeconds },
    firstCallSeconds: built + first,
    nodes: compiled.session.nodes,
    maxRssMiB: maxRss,
  };
}
