/**
 * `node spectrum.ts --run <folder> [--datasets <folder>] [--from <checkpoint>]`: the full spectrum of the
 * Hessian over the architecture at a checkpoint, on the batch that λ_max is taken on. One product a row.
 */
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PlateauError } from '../../../src-shared/errors.ts';
import type { SpectrumReport } from '../../../src-shared/run/reports.ts';
import { spectrum } from '../curvature/lanczos.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import { latestCheckpoint, readCheckpoint } from '../run/checkpoint.ts';
import { storedTensors } from '../run/checkpointKeeper.ts';
import { writeDurably } from '../run/durable.ts';
import { readRunConfig, runPaths } from '../run/runFolder.ts';
import { whatHolds } from '../search/unit.ts';
import { CompiledSearch } from '../search/compiledSearch.ts';
import { halves, openLoaders } from '../search/runData.ts';
import { searchCheckpointSchema } from '../search/searchCheckpoint.ts';
import { noiseSeed } from '../search/draws.ts';
import { curvatureImages } from '../search/measureEpoch.ts';
import { printReport } from './report.ts';

interface Options {
  readonly folder: string;
  readonly datasets: string;
  readonly from: string | undefined;
}

async function fullSpectrum({ folder, datasets, from }: Options): Promise<SpectrumReport> {
  const began = performance.now();
  const whole = readRunConfig(folder);
  const file = from ?? latestCheckpoint(folder)?.file;
  if (file === undefined)
    throw new PlateauError(`${folder} has no checkpoint yet.`, 'Wait for the end of its first epoch.');
  const checkpoint = readCheckpoint(file, searchCheckpointSchema);
  const { place, active, ...holding } = whatHolds(whole, checkpoint.state);
  const config = { ...holding.config, curvature: 'epoch' as const };
  const datasetFolder = join(datasets, config.dataset);
  const info = readDatasetInfo(datasetFolder);
  const loaders = openLoaders(config, datasetFolder, halves(config, info));
  try {
    process.stderr.write('building the graph\n');
    const compiled = new CompiledSearch(config, info, info.classes.length, { active });
    compiled.load(storedTensors(checkpoint, compiled.shapes));
    const images = curvatureImages(loaders);
    const size = compiled.architectureSize;
    const { step, epoch } = checkpoint.state;
    const rows = Array.from({ length: size }, (_, index) => {
      if (index % 16 === 0) process.stderr.write(`row ${index} of ${size}\n`);
      const unit = Float64Array.from({ length: size }, (__, i) => (i === index ? 1 : 0));
      return compiled.hessianProduct(images, unit, {
        noiseSeed: noiseSeed(config, step, 0),
        epoch: epoch - place.begins,
      });
    });
    const asymmetry = Math.max(
      ...rows.flatMap((row, i) => [...row].map((value, j) => Math.abs(value - rows[j]![i]!))),
    );
    const eigenvalues = spectrum(rows);
    const seconds = (performance.now() - began) / 1000;
    return {
      run: basename(folder),
      step,
      epoch,
      over: config.curvatureOver,
      eigenvalues,
      asymmetry,
      seconds,
    };
  } finally {
    await Promise.all([loaders.train.close(), loaders.alpha.close(), loaders.measure.close()]);
  }
}

await printReport(async () => {
  const { values } = parseArgs({
    options: { run: { type: 'string' }, datasets: { type: 'string' }, from: { type: 'string' } },
  });
  if (values.run === undefined) throw new PlateauError('No run folder was given.', 'Use --run <folder>.');
  const folder = resolve(values.run);
  const datasets = values.datasets ?? join(dirname(dirname(folder)), 'datasets');
  const report = await fullSpectrum({ folder, datasets, from: values.from });
  const file = join(runPaths(folder).artifacts, `spectrum-${String(report.step).padStart(8, '0')}.json`);
  writeDurably(file, `${JSON.stringify(report)}\n`);
  return report;
});
