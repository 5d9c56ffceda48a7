/** The command that exports a network. */
import { UsageError } from '../../../src-shared/errors.ts';
import { epochRows } from '../../store/epochs.ts';
import { runExport, runSource } from '../exports.ts';
import { findRun, type HandlerParts, type Handlers } from './parts.ts';

export function exportHandlers(parts: HandlerParts): Handlers<'exports.create'> {
  const { home, store, signal } = parts;
  return {
    'exports.create': ({ run: reference, genotype, epoch, checkpoint, network, out, ...options }) => {
      if ((reference === undefined) === (genotype === undefined))
        throw new UsageError(
          `An export is of a run or of a genotype; ${reference === undefined ? 'neither' : 'both'} was given.`,
          'Give one of the two.',
        );
      const reportOptions = { quiet: true, signal };
      if (genotype !== undefined) {
        const source = { kind: 'untrained', genotype, network } as const;
        const name = options.name ?? 'network';
        return runExport(home, { source, out, options: { ...options, name } }, reportOptions);
      }
      const run = findRun(parts, reference ?? '');
      const source = runSource({ ...run, epochs: epochRows(store, run.id) }, network, { epoch, checkpoint });
      const name = options.name ?? run.name;
      return runExport(home, { source, out, options: { ...options, name } }, reportOptions);
    },
  };
}
