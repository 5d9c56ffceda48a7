/**
 * Seeded random numbers that need no saved state: a generator is addressed by a seed and a path of
 * integers (stream, epoch, batch …). The same address always gives the same numbers, different
 * addresses give independent ones, so a resumed run simply asks for the same address again.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

export interface SeededRandom {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, n), 1 ≤ n ≤ 2^32, without modulo bias. */
  integer(n: number): number;
  /** `count` uniform numbers in [low, high), rounded to float32. */
  uniforms(count: number, low: number, high: number): Float32Array<ArrayBuffer>;
  /** A random order of 0 … n−1 (Fisher–Yates). */
  permutation(n: number): Uint32Array<ArrayBuffer>;
  /** `count` distinct integers of [0, n), uniform over the subsets and their orders. */
  sample(count: number, n: number): Uint32Array<ArrayBuffer>;
}

/** Finaliser of MurmurHash3: every input bit moves every output bit with probability about ½. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Fractional bits of √2, √3, √5, √7: distinct starts and increments of the four lanes. */
const LANES = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a] as const;

function absorb(state: Int32Array, word: number): void {
  for (let lane = 0; lane < 4; lane++)
    state[lane] = mix((state[lane]! ^ mix(word + LANES[lane]!)) + Math.imul(state[(lane + 1) & 3]!, 5));
}

/** The 128-bit state of an address: each number as its low and high 32 bits, then the length. */
function stateOf(address: readonly number[]): Int32Array {
  const state = Int32Array.from(LANES);
  for (const value of address) {
    if (!Number.isSafeInteger(value)) throw new Error(`a random address takes integers, got ${value}`);
    absorb(state, value | 0);
    absorb(state, Math.floor(value / 2 ** 32));
  }
  absorb(state, address.length);
  // All zero is the one state that the generator never leaves.
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}

/** The generator at the address (seed, ...path); see the file's head. */
export function seededRandom(seed: number, ...path: number[]): SeededRandom {
  const generator = xoroshiro128plusFromState([...stateOf([seed, ...path])]);
  const uniform = (): number => uniformFloat64(generator);
  const integer = (n: number): number => uniformInt(generator, 0, n - 1);
  return {
    uniform,
    integer,
    uniforms(count, low, high) {
      const values = new Float32Array(count);
      for (let i = 0; i < count; i++) values[i] = low + (high - low) * uniform();
      return values;
    },
    permutation(n) {
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i + 1);
        const held = order[i]!;
        order[i] = order[j]!;
        order[j] = held;
      }
      return order;
    },
    sample(count, n) {
      if (count > n) throw new Error(`cannot draw ${count} distinct numbers of ${n}`);
      // The first `count` steps of a Fisher–Yates shuffle, with the moved entries kept in a map.
      const moved = new Map<number, number>();
      return Uint32Array.from({ length: count }, (_, i) => {
        const j = i + integer(n - i);
        const drawn = moved.get(j) ?? j;
        moved.set(j, moved.get(i) ?? i);
        return drawn;
      });
    },
  };
}
