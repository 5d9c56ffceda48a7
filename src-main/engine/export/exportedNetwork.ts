/** The network that is exported, and its weights under the names of PyTorch's state dict. */
import { PlateauError } from '../../../src-shared/errors.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import type { EvaluationNetworkSpec } from '../evaluation/network.ts';
import type { Shape } from '../tensorflow/graph.ts';

/** An evaluation network without its auxiliary head, and what its users have to know. */
export interface ExportedNetwork extends Omit<EvaluationNetworkSpec, 'auxiliary'> {
  /** A Python identifier: the files are named by it. */
  readonly name: string;
  /** One sentence on where the weights are from. */
  readonly about: string;
  /** Per channel, of pixels from 0 to 1. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly classNames: readonly string[];
}

/** In PyTorch's layout: OIHW for convolutions, [out, in] for linear layers. */
export interface ExportedTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}
/** By PyTorch's names, with the running statistics of the batch norms. */
export type ExportedWeights = ReadonlyMap<string, ExportedTensor>;

/** S4's noise is drawn anew at each pass: no logits could be held against those of the engine. */
export function refuseNoise(genotype: Genotype): void {
  if (!CELL_TYPES.some((type) => genotype[type].some(({ operation }) => operation === 'noise'))) return;
  throw new PlateauError(
    `The genotype has the operation noise, so its logits are other ones at each call and cannot be checked: ${genotypeToPython(genotype)}`,
    'Export it with --format json, or replace the operation.',
  );
}

const PYTHON_NAMES = new Set([
  ...['json', 'struct', 'torch', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue'],
  ...['def', 'del', 'elif', 'else', 'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in'],
  ...['is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try', 'while', 'with', 'yield'],
]);

/** `text` as the name of a Python module that hides no other; `network` where nothing is left of it. */
export function moduleName(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9]+/gu, '_')
    .replace(/^_+|_+$/gu, '')
    .slice(0, 60);
  if (name === '') return 'network';
  return /^\d/u.test(name) || PYTHON_NAMES.has(name.toLowerCase()) ? `network_${name}` : name;
}
