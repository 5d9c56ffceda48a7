/** What the store writes of a run before it has any event: columns made from configuration and annotations. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { decodeTime } from 'ulid';
import { compositions, runMethodLabel } from '../../src-shared/methods/label.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { totalEpochs } from '../../src-shared/run/stages.ts';
import type { Annotations } from './annotations.ts';

export interface NewRun {
  readonly id: string;
  readonly folder: string;
  readonly config: RunConfig;
  readonly annotations: Annotations;
}

/** Equal for runs whose configurations differ in nothing but the seed, the name and where a genotype is from. */
export function groupKey(config: RunConfig): string {
  const knobs = Object.entries({ ...config, seed: 0, name: '', origin: '' });
  const sorted = Object.fromEntries(knobs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

function madeName(config: RunConfig): string {
  if (config.kind === 'search')
    return `${[config.method, ...compositions(config)].join(' + ')} ${config.space} ${config.dataset}`;
  const what = config.origin === '' ? [config.method, config.space].join(' ').trim() : config.origin;
  return `evaluation ${what} ${config.dataset}`.replaceAll(/ +/gu, ' ');
}

/** The columns that annotations set. */
export function annotationColumns(config: RunConfig, annotations: Annotations) {
  const given = annotations.name === '' ? config.name : annotations.name;
  return {
    name: given === '' ? madeName(config) : given,
    tags: JSON.stringify(annotations.tags),
    notes: annotations.notes,
    archived: Number(annotations.archived),
  };
}

/** All columns of a run without events. */
export function newColumns({ id, folder, config, annotations }: NewRun) {
  return {
    id,
    folder: path.resolve(folder),
    kind: config.kind,
    method: config.method,
    method_label: runMethodLabel(config),
    space: config.space,
    dataset: config.dataset,
    seed: config.seed,
    group_key: groupKey(config),
    config: JSON.stringify(config),
    created: new Date(decodeTime(id)).toISOString(),
    epochs: config.kind === 'search' ? totalEpochs(config) : config.epochs,
    state: 'stopped',
    ...annotationColumns(config, annotations),
  };
}
