/** Times the parts of a compiled search step on random images: `bench step` and `bench curvature`. */
import { seededRandom } from '../../../src-shared/random.ts';
import type { BenchCurvatureReport, BenchStepReport } from '../../../src-shared/run/reports.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { extremeEigenvalues } from '../curvature/lanczos.ts';
import { METHODS } from '../methods/registry.ts';
import { fedByRules } from '../methods/ruleStates.ts';
import { CompiledSearch, type Images } from '../search/compiledSearch.ts';
import { drawn } from '../search/draws.ts';
import { stepParts } from '../search/step.ts';
import { holdsAtStart } from '../search/unit.ts';
import type { Feeds, Program } from '../tensorflow/session.ts';
import { type BenchSpec, imageShape, randomImages } from './benchSpec.ts';
import { maxRssMiB, secondsOf, type Spread, spread, timed } from './timing.ts';

type SearchSpec = BenchSpec<SearchConfig>;

interface Bench {
  /** Of stages the first. */
  readonly compiled: CompiledSearch;
  /** What the rules of the method feed. */
  readonly fed: Feeds;
  readonly train: Images;
  readonly validation: Images;
  /** Building and loading so far, in seconds. */
  readonly seconds: number;
}

function open(spec: SearchSpec, programs?: readonly Program[]): Bench {
  const began = performance.now();
  const { config, active, method } = holdsAtStart(spec.config);
  const compiled = new CompiledSearch(config, imageShape(spec), spec.classes, { active, programs });
  compiled.load(compiled.initialState(config.seed));
  const [train, validation] = [randomImages(spec, 1), randomImages(spec, 2)];
  const fed = fedByRules(config, method, compiled.net);
  return { compiled, fed, train, validation, seconds: (performance.now() - began) / 1000 };
}

function summary(
  { config }: CompiledSearch,
  { resolution, classes, steps }: SearchSpec,
): BenchStepReport['config'] {
  const { method, space, channels, layers, batch, samples, iterations } = config;
  const { deterministic, memory, precision, xla } = config;
  return {
    method,
    space,
    channels,
    layers,
    batch,
    resolution,
    classes,
    steps,
    samples,
    iterations,
    deterministic,
    memory,
    precision,
    xla,
  };
}

/** Seconds of the whole step, then of those of its parts that the method has; the parts keep their updates. */
export function benchStep(spec: SearchSpec, progress: (label: string) => void): BenchStepReport {
  const { config, steps } = spec;
  progress('building the graph');
  const whole = open(spec);
  const settings = {
    learningRate: config.learningRate,
    epsilon: config.epsilon ?? 0.25,
    alphaSteps: 1,
    draws: drawn(config, 0, 0.25),
    noiseSeed: [1, 2] as const,
    epoch: 1,
    fed: whole.fed,
  };
  const fullStep = (): void => void whole.compiled.step(whole.train, whole.validation, settings);
  progress('first step');
  const first = secondsOf(fullStep);
  progress('steps');
  const wholeStep = timed(steps, fullStep);
  // The parts are programs that a search does not have, so the memory is read before them.
  const maxRss = maxRssMiB();
  whole.compiled.session.dispose();
  progress('parts');
  const parts = stepParts(whole.compiled.net, METHODS[config.method]);
  const { compiled, train, validation } = open(spec, Object.values(parts));
  const part = (alphaOn: boolean, { outputs }: Program, seams: Feeds = {}): Spread => {
    const common = compiled.feeds(train, validation, { ...settings, alphaSteps: alphaOn ? 1 : undefined });
    return timed(steps, () => void compiled.session.run({ ...common, ...seams }, outputs));
  };
  const fedA = Object.fromEntries(
    compiled.net.alphas.map(({ name, rows, choices }) => [
      `A.fed.${name}`,
      new Float32Array(rows * choices).fill(1 / choices),
    ]),
  );
  return {
    config: summary(compiled, spec),
    seconds: {
      ...(parts.alphaStep ? { alphaStep: part(true, parts.alphaStep) } : {}),
      ...(parts.perturbation ? { meanShift: part(false, parts.perturbation) } : {}),
      weightStep: part(false, parts.weightStep, fedA),
      fullStep: wholeStep,
    },
    firstCallSeconds: whole.seconds + first,
    nodes: whole.compiled.session.nodes,
    maxRssMiB: maxRss,
  };
}

/** Seconds of one Hessian-vector product and of λ_max from a random start. */
export function benchCurvature(spec: SearchSpec, progress: (label: string) => void): BenchCurvatureReport {
  const { config, steps } = spec;
  progress('building the graph');
  const bench = open(spec);
  const { compiled, validation } = bench;
  const size = compiled.architectureSize;
  const start = Float64Array.from(seededRandom(config.seed, 4).uniforms(size, -1, 1));
  const product = (v: Float64Array): Float64Array =>
    compiled.hessianProduct(validation, v, { noiseSeed: [1, 2], epoch: 0 });
  progress('first product');
  const first = secondsOf(() => void product(start));
  progress('Lanczos');
  const { curvatureIterations: iterations, curvatureTolerance: tolerance } = config;
  const lanczos = (): ReturnType<typeof extremeEigenvalues> =>
    extremeEigenvalues(product, { start, iterations, tolerance });
  const extremes = lanczos();
  return {
    config: summary(compiled, spec),
    seconds: {
      product: spread(Array.from({ length: steps }, () => secondsOf(() => void product(start)))),
      lambdaMax: spread(Array.from({ length: steps }, () => secondsOf(() => void lanczos()))),
    },
    firstCallSeconds: bench.seconds + first,
    iterations: extremes.iterations,
    lambdaMax: extremes.max,
    residual: extremes.residual,
    nodes: compiled.session.nodes,
    maxRssMiB: maxRssMiB(),
  };
}
