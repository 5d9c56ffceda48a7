/** What is raced: the configs, the sides, and the words for them. */
import type { PeerConfig, PeerQuantity, PeerSide } from '../../../src-shared/run/reports.ts';

/** What a network is made of, under the names of both sides' flags. */
type Network =
  { readonly space: 's2' | 's5' } | { readonly genotype: 'c10_s5_ms'; readonly 'drop-path': number };

interface Config {
  /** A search step, or the training step of an evaluation. */
  readonly what: 'step' | 'evaluation';
  readonly network: Network;
  readonly channels: number;
  readonly layers: number;
  readonly batch: number;
  /** Side of the square images, pixels. */
  readonly resolution: number;
}

const PROXY = { channels: 16, layers: 8, batch: 64, resolution: 32 } as const;

export const CONFIGS: Readonly<Record<PeerConfig, Config>> = {
  A: { what: 'step', network: { space: 's5' }, ...PROXY },
  B: { what: 'step', network: { space: 's5' }, channels: 8, layers: 5, batch: 32, resolution: 32 },
  C: { what: 'step', network: { space: 's2' }, ...PROXY },
  // A with hardly any arithmetic: what is left is the cost of calling operations.
  D: { what: 'step', network: { space: 's5' }, ...PROXY, batch: 2, resolution: 8 },
  // The papers' 36 channels and 20 cells would take half a minute a step on two cores.
  E: { what: 'evaluation', network: { genotype: 'c10_s5_ms', 'drop-path': 0.2 }, ...PROXY },
};

/** λ_max is raced at this config only: the peer's full Hessian takes minutes there, and hours at A. */
export const CURVATURE_CONFIG: PeerConfig = 'B';

export const SIDE_TITLES: Readonly<Record<PeerSide, string>> = {
  plateau: 'Plateau',
  tuned: 'PyTorch, tuned',
  published: 'PyTorch, as published',
};

export const QUANTITY_TITLES: Readonly<Record<PeerQuantity, string>> = {
  fullStep: 'full step, s',
  alphaStep: 'α step, s',
  meanShift: 'mean shift, s',
  weightStep: 'weight step, s',
  evaluationStep: 'training step, s',
  peakMemory: 'peak memory, MiB',
  lambdaMax: 'λ_max, s',
  lambdaMaxCold: 'λ_max with first call, s',
};

/** The flags of a config: both sides call them the same. */
export function configFlags(config: PeerConfig): string[] {
  const { channels, layers, batch, resolution, network } = CONFIGS[config];
  return Object.entries({ ...network, channels, layers, batch, resolution }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
}

/** `s5, 16 channels, 8 cells, batch 64, 32×32 images`; an evaluation names its genotype. */
export function configText(config: PeerConfig): string {
  const { network, channels, layers, batch, resolution } = CONFIGS[config];
  const what = 'space' in network ? network.space : `evaluation of ${network.genotype}`;
  return `${what}, ${channels} channels, ${layers} cells, batch ${batch}, ${resolution}×${resolution} images`;
}
