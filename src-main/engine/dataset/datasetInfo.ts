/**
 * A data set on disk: a folder with `dataset.json` and, for each split, `<split>.labels` (uint16, little
 * endian) and the images. Those are decoded once into `<split>.images` (uint8, NHWC, image after image), or,
 * for the kind `image-files`, stay where they are: `<split>.paths` then has one relative path a line.
 */
import { z } from 'zod';

export const SPLITS = ['train', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export const INFO_FILE = 'dataset.json';
export type DataFile = `${Split}.${'images' | 'labels' | 'paths'}`;

/** Where images that were decoded once came from: the reader that made them. */
export const DECODED_KINDS = [
  'cifar-binary',
  'cifar-python',
  'cifar-package',
  'idx',
  'image-folder',
  'generated',
] as const;
export type DecodedKind = (typeof DECODED_KINDS)[number];
/** Image files that are decoded whenever a batch needs them. */
export const INDEXED_KIND = 'image-files';
export type DatasetKind = DecodedKind | typeof INDEXED_KIND;

const count = z.int().min(1).describe('images');
const fileSchema = z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const perChannel = z.array(z.number()).min(1);

const commonFields = {
  name: z.string().min(1),
  source: z.string().describe('what was read, for people'),
  height: z.int().min(1),
  width: z.int().min(1),
  channels: z.int().min(1).max(4),
  classes: z.array(z.string()).min(1).max(65536),
  mean: perChannel.describe('per channel, of the training images scaled to 0..1'),
  std: perChannel.describe('per channel, of the training images scaled to 0..1'),
};

const decodedSchema = z.strictObject({
  ...commonFields,
  kind: z.enum(DECODED_KINDS),
  train: z.strictObject({ count }),
  test: z.strictObject({ count }),
  files: z.strictObject({
    'train.images': fileSchema,
    'train.labels': fileSchema,
    'test.images': fileSchema,
    'test.labels': fileSchema,
  }),
});
export type DecodedInfo = z.infer<typeof decodedSchema>;

const fileSplit = z.strictObject({ count, bytes: z.int().min(0).describe('of all its image files') });

const indexedSchema = z.strictObject({
  ...commonFields,
  kind: z.literal(INDEXED_KIND),
  folder: z.string().min(1).describe('absolute path of the folder that the paths start from'),
  upright: z.boolean().describe('whether images are turned as their EXIF orientation says'),
  estimatedFrom: z
    .int()
    .min(0)
    .describe('training images that mean and std were estimated on; 0: well-known constants'),
  train: fileSplit,
  test: fileSplit,
  files: z.strictObject({
    'train.paths': fileSchema,
    'train.labels': fileSchema,
    'test.paths': fileSchema,
    'test.labels': fileSchema,
  }),
});
export type IndexedInfo = z.infer<typeof indexedSchema>;

export const datasetInfoSchema = z
  .discriminatedUnion('kind', [decodedSchema, indexedSchema])
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
