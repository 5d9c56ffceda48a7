/** What is known of ImageNet (ILSVRC 2012), whose images are decoded as needed. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { PlateauError } from '../../../../src-shared/errors.ts';
import type { Normalisation } from '../pixelHistogram.ts';

export const IMAGENET_CLASSES = 1000;
/** Height and width that the papers train and test with, pixels. */
export const IMAGENET_SIDE = 224;
/** The field's constants, from torchvision's references and `train_imagenet.py` of DARTS. */
export const IMAGENET_NORMALISATION: Normalisation = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** A WordNet id, as ImageNet's class folders are named. */
const CLASS = /^n\d{8}$/;
const ARCHIVE = /^ILSVRC2012_img_(train|val).*\.tar$/;

/** Whether these are the class folders of ImageNet. */
export function isImageNet(classes: readonly string[]): boolean {
  return classes.length === IMAGENET_CLASSES && classes.every((name) => CLASS.test(name));
}

/** Refuses ImageNet's packed archives, given themselves or as what their folder holds. */
export async function refuseArchives(from: string): Promise<void> {
  const inside = await readdir(from).catch((): string[] => []);
  const unpacked = inside.includes('train') && inside.includes('val');
  const archive = [path.basename(from), ...(unpacked ? [] : inside)].find((name) => ARCHIVE.test(name));
  if (archive === undefined) return;
  throw new PlateauError(
    `${archive} is packed: ImageNet is read from folders.`,
    "Unpack both archives to train/<class>/*.JPEG and val/<class>/*.JPEG and give the folder that holds the two; torchvision.datasets.ImageNet(folder, 'train') and (folder, 'val') do that.",
  );
}
