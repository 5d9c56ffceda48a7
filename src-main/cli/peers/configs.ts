/** What is raced: the configs, the sides, and the words for them. */
import type { PeerConfig, PeerQuantity, PeerSide } from '../../../src-shared/run/reports.ts';

interface Size {
  readonly space: 's2' | 's5';
  readonly channels: number;
  readonly layers: number;
  readonly batch: number;
  /** Side of the square images, pixels. */
  readonly resolution: number;
}

export const SIZES: Readonly<Record<PeerConfig, Size>> = {
  A: { space: 's5', channels: 16, layers: 8, batch: 64, resolution: 32 },
  B: { space: 's5', channels: 8, layers: 5, batch: 32, resolution: 32 },
  C: { space: 's2', channels: 16, layers: 8, batch: 64, resolution: 32 },
  // A with hardly any arithmetic: what is left is the cost of calling operations.
  D: { space: 's5', channels: 16, layers: 8, batch: 2, resolution: 8 },
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
  peakMemory: 'peak memory, MiB',
  lambdaMax: 'λ_max, s',
  lambdaMaxCold: 'λ_max with first call, s',
};

/** The flags of a size: both sides call them the same. */
export function sizeFlags(config: PeerConfig): string[] {
  return Object.entries(SIZES[config]).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** `s5, 16 channels, 8 cells, batch 64, 32×32 images`. */
export function sizeText(config: PeerConfig): string {
  const { space, channels, layers, batch, resolution } = SIZES[config];
  return `${space}, ${channels} channels, ${layers} cells, batch ${batch}, ${resolution}×${resolution} images`;
}
