/** Full Hessians over the architecture, row by row, with their spectra and λ_max. */
import { extremeEigenvalues, spectrum } from '../curvature/lanczos.ts';
import type { GoldenTensors } from './goldenFolder.ts';
import { batchFeeds, loadRecorded, type Replay } from './replay.ts';
import { HESSIANS, hessianGraph } from './supernetGraph.ts';

export function replayHessians(replay: Replay, golden: GoldenTensors): void {
  const { check } = replay;
  const { session, noise } = hessianGraph(replay.net, replay.spec, replay.precision);
  loadRecorded(replay, session);
  const direction = golden.data('hess.v');
  const size = direction.length;
  for (const { name } of HESSIANS) {
    const batch = { ...batchFeeds(name, replay, 'val'), ...noise.feeds(name, 0) };
    const product = (v: Float64Array): Float64Array =>
      Float64Array.from(session.run({ ...batch, [`${name}.v`]: v }, [`${name}.product`])[`${name}.product`]);
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
    if (golden.has(`${name}.Hv`)) check.check(`${name}.Hv`, product(direction), golden.data(`${name}.Hv`));
    if (golden.has(`${name}.grad`)) {
      const gradient = session.run({ ...batch, [`${name}.v`]: direction }, [`${name}.gradient`]);
      check.check(`${name}.grad`, gradient[`${name}.gradient`], golden.data(`${name}.grad`));
    }
  }
  session.dispose();
  for (const tensor of golden.unused()) check.problems.push(`golden tensor "${tensor}" was not computed`);
}
