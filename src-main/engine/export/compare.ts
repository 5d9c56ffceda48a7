/** How far logits are from those of the engine, and how many images they classify correctly. */
import { PlateauError } from '../../../src-shared/errors.ts';
import { EXPORT_TOLERANCE, type ExportCheck } from '../../../src-shared/run/exportReport.ts';
import type { SampleImages } from './sampleImages.ts';

export interface Reference {
  readonly logits: Float32Array;
  readonly images: SampleImages;
  /** Largest |logit|. */
  readonly largest: number;
  readonly accuracy: number | null;
}

/** The part of the images whose largest logit is the label's; null without labels. */
function accuracyOf(logits: Float32Array, { labels, count }: SampleImages): number | null {
  if (!labels) return null;
  const classes = logits.length / count;
  let hits = 0;
  for (let image = 0; image < count; image++) {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    if (row.indexOf(Math.max(...row)) === labels[image]) hits++;
  }
  return hits / count;
}

export function referenceOf(logits: Float32Array, images: SampleImages): Reference {
  const largest = logits.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
  if (!Number.isFinite(largest))
    throw new PlateauError(
      'The network gives logits that are not finite: its training has diverged.',
      'Export an earlier checkpoint with --from.',
    );
  return { logits, images, largest, accuracy: accuracyOf(logits, images) };
}

type Result = Pick<ExportCheck, 'status' | 'maxAbs' | 'maxRel' | 'accuracy' | 'reason'>;

/** Logits that are not finite, or of another number, are different. */
export function comparison(logits: Float32Array, { logits: wanted, largest, images }: Reference): Result {
  const nothing = { maxAbs: null, maxRel: null, accuracy: null };
  if (logits.length !== wanted.length)
    return { status: 'failed', ...nothing, reason: `${logits.length} logits instead of ${wanted.length}` };
  const maxAbs = logits.reduce((most, logit, index) => Math.max(most, Math.abs(logit - wanted[index]!)), 0);
  const accuracy = accuracyOf(logits, images);
  if (!Number.isFinite(maxAbs))
    return { status: 'different', ...nothing, accuracy, reason: 'some of its logits are not finite' };
  const maxRel = largest === 0 ? maxAbs : maxAbs / largest;
  const same = maxRel <= EXPORT_TOLERANCE;
  return { status: same ? 'same' : 'different', maxAbs, maxRel, accuracy, reason: null };
}
