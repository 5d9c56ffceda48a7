/** Reads a golden folder: `manifest.json` and the tensors beside it (format: test/golden/README.md). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { decodeSafetensors, type StoredTensor } from '../run/safetensors.ts';

const errorSchema = z.looseObject({
  f32_max_abs_err: z.number(),
  max_abs: z.number(),
  'sens_5e-7': z.number().optional(),
});

const caseSchema = z.looseObject({
  kind: z.string(),
  errors: z.record(z.string(), errorSchema).default({}),
  hessian_sens: z.record(z.string(), z.number()).default({}),
  cond: z.number().default(0).describe('largest relative movement of any quantity by 5e-7 of relative noise'),
});
export type GoldenCase = z.infer<typeof caseSchema>;

const manifestSchema = z.looseObject({ cases: z.record(z.string(), caseSchema) });

export interface GoldenFolder {
  readonly folder: string;
  readonly cases: Readonly<Record<string, GoldenCase>>;
}

export function openGoldenFolder(folder: string): GoldenFolder {
  const { cases } = manifestSchema.parse(readJson(folder, 'manifest.json'));
  if (Object.keys(cases).length === 0)
    throw new PlateauError(
      `${join(folder, 'manifest.json')} lists no cases.`,
      'Give a golden folder with at least one case.',
    );
  return { folder, cases };
}

export function readJson(folder: string, name: string): unknown {
  const file = join(folder, name);
  if (!existsSync(file))
    throw new PlateauError(`${file} does not exist.`, 'Give the path of a golden folder.');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new PlateauError(`${file} is not JSON: ${String(error)}.`, 'Restore the file.');
  }
}

/** Golden tensors of one file; every tensor must be asked for, so that none goes unchecked. */
export class GoldenTensors {
  readonly #tensors: Readonly<Record<string, StoredTensor>>;
  readonly #file: string;
  readonly #used = new Set<string>();

  constructor(folder: string, name: string) {
    this.#file = join(folder, name);
    if (!existsSync(this.#file))
      throw new PlateauError(`${this.#file} does not exist.`, 'Restore the golden folder.');
    this.#tensors = decodeSafetensors(readFileSync(this.#file), name).tensors;
  }

  static exists(folder: string, name: string): boolean {
    return existsSync(join(folder, name));
  }

  has(name: string): boolean {
    return name in this.#tensors;
  }

  get(name: string): StoredTensor {
    const tensor = this.#tensors[name];
    if (!tensor)
      throw new PlateauError(`${this.#file} has no tensor "${name}".`, 'Restore the golden folder.');
    this.#used.add(name);
    return tensor;
  }

  data(name: string): Float64Array {
    return Float64Array.from(this.get(name).data);
  }

  /** [B, C, H, W] data as [B, H, W, C]; other ranks as they are. */
  image(name: string): Float64Array {
    const { shape } = this.get(name);
    return toChannelsLast(this.data(name), shape);
  }

  unused(prefix = ''): string[] {
    return Object.keys(this.#tensors).filter((name) => name.startsWith(prefix) && !this.#used.has(name));
  }
}

export function toChannelsLast(
  data: Float64Array,
  [batch = 1, channels = 1, height = 1, width = 1]: readonly number[],
): Float64Array {
  const result = new Float64Array(data.length);
  for (let b = 0; b < batch; b++)
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < height * width; i++)
        result[(b * height * width + i) * channels + c] = data[(b * channels + c) * height * width + i]!;
  return result;
}

/** Seed of the recorded noise of S4 in forward pass `pass` of a section. */
export function noiseSeed(pass: number, cell: number, edge: number): number {
  return 90_000_000 + pass * 1_000_000 + cell * 1000 + edge;
}

/**
 * The recorded noise of S4: Box–Muller (cosine branch) on the mulberry32 stream of `seed`, rounded to
 * float32: u = (r + ½)/2³², z = √(−2 ln u₂ᵢ) cos(2π u₂ᵢ₊₁).
 */
export function gauss32(seed: number, count: number): Float64Array {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return Float64Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    return Math.fround(radius * Math.cos(2 * Math.PI * uniform()));
  });
}
