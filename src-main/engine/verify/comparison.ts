/** Compares results with golden numbers and says what passes. */
import type { CaseReport, QuantityReport } from '../../../src-shared/run/reports.ts';
import type { Precision } from '../tensorflow/graph.ts';
import type { GoldenCase } from './goldenFolder.ts';

/** In float64 every quantity must agree to this part of its largest magnitude. */
const FLOAT64_RELATIVE = 1e-6;
/**
 * In float32 an error may be this many times the larger of PyTorch's own float32 error and what 5e-7 of
 * relative noise on the inputs does; not less than a few roundings of the quantity itself (sums run over thousands of pixels on one thread).
 */
const FLOAT32_MULTIPLE = 4;
const FLOAT32_RELATIVE = 1e-6;
const ASYMMETRY = { float64: 1e-9, float32: 4e-5 } as const;

export class Comparison {
  readonly #name: string;
  readonly #golden: GoldenCase;
  readonly #precision: Precision;
  readonly #worst = new Map<string, { maxAbs: number; size: number }>();
  readonly unsupported: string[] = [];
  readonly problems: string[] = [];

  constructor(name: string, golden: GoldenCase, precision: Precision) {
    this.#name = name;
    this.#golden = golden;
    this.#precision = precision;
  }

  /** Notes the largest difference; quantities checked under one name are pooled. */
  check(name: string, result: ArrayLike<number>, expected: ArrayLike<number>): void {
    const pooled = this.#worst.get(name) ?? { maxAbs: 0, size: 0 };
    let { maxAbs, size } = pooled;
    if (result.length !== expected.length) maxAbs = Infinity;
    for (let i = 0; i < expected.length; i++) {
      const difference = Math.abs(Number(result[i]) - Number(expected[i]));
      maxAbs = Math.max(maxAbs, Number.isFinite(difference) ? difference : Infinity);
      size = Math.max(size, Math.abs(Number(expected[i])));
    }
    this.#worst.set(name, { maxAbs, size });
  }

  report(): CaseReport {
    const quantities = [...this.#worst].map(([name, { maxAbs, size }]) => this.#quantity(name, maxAbs, size));
    const failed = quantities.some((quantity) => !quantity.pass) || this.problems.length > 0;
    const nothing = quantities.length === 0;
    return {
      name: this.#name,
      kind: this.#golden.kind,
      status:
        failed || (nothing && this.unsupported.length === 0) ? 'fail' : nothing ? 'unsupported' : 'pass',
      quantities,
      unsupported: this.unsupported,
      problems: this.problems,
    };
  }

  #quantity(name: string, maxAbs: number, size: number): QuantityReport {
    const tolerance = this.#tolerance(name, size);
    const finite = Number.isFinite(maxAbs);
    return {
      name,
      maxAbs: finite ? maxAbs : null,
      maxRel: finite ? (size > 0 ? maxAbs / size : maxAbs) : null,
      tolerance,
      pass: maxAbs <= tolerance,
    };
  }

  #tolerance(name: string, size: number): number {
    if (name.endsWith('.asym')) return ASYMMETRY[this.#precision];
    const known = this.#golden.errors[name];
    const hessianName = name.replace(/\.lambda(Max|Min)$/u, '.eig');
    const magnitude = known?.max_abs ?? size;
    if (this.#precision === 'float64') return FLOAT64_RELATIVE * magnitude;
    const sensitivity = Math.max(known?.['sens_5e-7'] ?? 0, this.#golden.hessian_sens[hessianName] ?? 0);
    const float32 = Math.max(known?.f32_max_abs_err ?? 0, sensitivity);
    // Where a folder does not say how each quantity moves by noise, it says how the worst one of the case does.
    const worst = known?.['sens_5e-7'] === undefined ? this.#golden.cond * magnitude : 0;
    return Math.max(FLOAT32_MULTIPLE * float32, FLOAT32_RELATIVE * magnitude, worst);
  }
}
