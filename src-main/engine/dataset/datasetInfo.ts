/**
 * A data set on disk: a folder with `dataset.json` and, for each split, `<split>.images` (uint8,
 * NHWC, image after image) and `<split>.labels` (uint16, little endian).
 */
import { z } from 'zod';

export const SPLITS = ['train', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export const INFO_FILE = 'dataset.json';
export const DATA_FILES = ['train.images', 'train.labels', 'test.images', 'test.labels'] as const;
export type DataFile = (typeof DATA_FILES)[number];

/** Where the images came from: the reader that made them. */
export const DATASET_KINDS = [
  'cifar-binary',
  'cifar-python',
  'cifar-package',
  'idx',
  'image-folder',
  'generated',
] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

const splitSchema = z.strictObject({ count: z.int().min(1).describe('images') });
const fileSchema = z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const perChannel = z.array(z.number()).min(1);

export const datasetInfoSchema = z
  .strictObject({
    name: z.string().min(1),
    kind: z.enum(DATASET_KINDS),
    source: z.string().describe('what was read, for people'),
    height: z.int().min(1),
    width: z.int().min(1),
    channels: z.int().min(1).max(4),
    classes: z.array(z.string()).min(1).max(65536),
    train: splitSchema,
    test: splitSchema,
    mean: perChannel.describe('per channel, of the training images scaled to 0..1'),
    std: perChannel.describe('per channel, of the training images scaled to 0..1'),
    files: z.strictObject({
      'train.images': fileSchema,
      'train.labels': fileSchema,
      'test.images': fileSchema,
      'test.labels': fileSchema,
    }),
  })
  .superRefine((info, context) => {
    for (const field of ['mean', 'std'] as const)
      if (info[field].length !== info.channels)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `${field} must have one value for each of the ${info.channels} channels, got ${info[field].length}`,
        });
  });
export type DatasetInfo = z.infer<typeof datasetInfoSchema>;

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Bytes of one image. */
export function imageBytes(shape: ImageShape): number {
  return shape.height * shape.width * shape.channels;
}
