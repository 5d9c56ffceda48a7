/**
 * What people write about a run, kept in its folder so that a rebuilt store and a copied run keep it.
 * `config.json` stays as it was: a run that is renamed is still the same run.
 */
import { z } from 'zod';
import { parseOrExplain } from '../../src-shared/contract/issues.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { readIfPresent, writeDurably } from '../engine/run/durable.ts';
import { runPaths } from '../engine/run/runFolder.ts';

const annotationsSchema = z.strictObject({
  name: z.string().default('').describe('shown instead of the name of the configuration; empty: that one'),
  notes: z.string().default('').describe('Markdown'),
  tags: z.array(z.string()).default([]),
  archived: z.boolean().default(false),
});
export type Annotations = z.infer<typeof annotationsSchema>;

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PlateauError(`${file} is not valid JSON.`, 'Correct it, or remove it to forget the notes.');
  }
}

/** The annotations of the run in `folder`; empty ones where nobody wrote any. */
export function readAnnotations(folder: string): Annotations {
  const file = runPaths(folder).annotations;
  const text = readIfPresent(file);
  return parseOrExplain(annotationsSchema, text === undefined ? {} : parsed(text, file), file);
}

/** Replaces the annotations of the run in `folder` as a whole. */
export function writeAnnotations(folder: string, annotations: Annotations): void {
  writeDurably(runPaths(folder).annotations, `${JSON.stringify(annotations, null, 2)}\n`);
}

export interface AnnotationChange {
  readonly name?: string | undefined;
  readonly notes?: string | undefined;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly archived?: boolean | undefined;
}

/** The annotations after a change: tags without repeats, in the order in which they were added. */
export function changeAnnotations(before: Annotations, change: AnnotationChange): Annotations {
  const removed = new Set(change.removeTags);
  return {
    name: change.name?.trim() ?? before.name,
    notes: change.notes ?? before.notes,
    tags: [...new Set([...before.tags, ...change.addTags])].filter((tag) => !removed.has(tag)),
    archived: change.archived ?? before.archived,
  };
}
