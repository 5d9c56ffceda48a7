/** Full Hessians over the architecture, row by row, with their spectra and λ_max. */
import { architectureSize } from '../curvature/hessian.ts';
import { extremeEigenvalues, spectrum } from '../curvature/lanczos.ts';
import type { GoldenTensors } from './goldenFolder.ts';
import { batchFeeds, loadRecorded, type Replay } from './replay.ts';
import { type HessianCase, hessianGraph } from './supernetGraph.ts';

/** `golden` has some of these for each: H, eig, asym, max_ev, and grad and Hv along the direction `hess.v`. */
export function replayHessians(
  replay: Replay,
  golden: GoldenTensors,
  hessians: readonly HessianCase[],
): void {
  const { check, net } = replay;
  const { session, noise } = hessianGraph(net, replay.spec, replay.precision, hessians);
  loadRecorded(replay, session);
  const direction = golden.has('hess.v') ? golden.data('hess.v') : undefined;
  for (const { name, over } of hessians) {
    const size = architectureSize(net, over);
    const batch = { ...batchFeeds(name, replay, 'val'), ...noise.feeds(name, 0) };
    const product = (v: Float64Array): Float64Array =>
      Float64Array.from(session.run({ ...batch, [`${name}.v`]: v }, [`${name}.product`])[`${name}.product`]!);
    const unit = (index: number): Float64Array =>
      Float64Array.from({ length: size }, (_, i) => (i === index ? 1 : 0));
    const rows = Array.from({ length: size }, (_, index) => product(unit(index)));
    check.check(
      `${name}.H`,
      rows.flatMap((row) => [...row]),
      golden.data(`${name}.H`),
    );
    const eigenvalues = golden.data(`${name}.eig`);
    check.check(`${name}.eig`, spectrum(rows), eigenvalues);
    const start = Float64Array.from({ length: size }, (_, i) => Math.cos(i + 1));
    const extremes = extremeEigenvalues(product, { start, iterations: size, tolerance: 1e-12 });
    check.check(`${name}.lambdaMax`, [extremes.max], [eigenvalues.at(-1)!]);
    check.check(`${name}.lambdaMin`, [extremes.min], [eigenvalues[0]!]);
    if (golden.has(`${name}.max_ev`))
      check.check(`${name}.max_ev`, [extremes.max], golden.data(`${name}.max_ev`));
    if (golden.has(`${name}.asym`)) {
      golden.get(`${name}.asym`);
      const asymmetry = rows.flatMap((row, i) => [...row].map((value, j) => value - rows[j]![i]!));
      check.check(`${name}.asym`, asymmetry, new Float64Array(size * size));
    }
    if (direction && golden.has(`${name}.Hv`))
      check.check(`${name}.Hv`, product(direction), golden.data(`${name}.Hv`));
    if (direction && golden.has(`${name}.grad`)) {
      const gradient = session.run({ ...batch, [`${name}.v`]: direction }, [`${name}.gradient`]);
      check.check(`${name}.grad`, gradient[`${name}.gradient`]!, golden.data(`${name}.grad`));
    }
  }
  session.dispose();
}
