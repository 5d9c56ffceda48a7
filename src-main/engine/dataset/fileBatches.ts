/** Batches of a data set that is decoded as needed: only the files of the batch are read. */
import { NO_AUGMENTATION, applyAugmentation, cutOut, drawCut, normalisationTable } from './augment.ts';
import type { Augmentation } from './augment.ts';
import { epochPlan, imageRandom } from './batches.ts';
import type { BatchAddress, LoaderOptions } from './batches.ts';
import { applyColorJitter, drawColorJitter } from './colorJitter.ts';
import type { ColorJitter } from './colorJitter.ts';
import { imageBytes } from './datasetInfo.ts';
import type { IndexedInfo } from './datasetInfo.ts';
import { openFile } from './decodeFile.ts';
import type { FileSet } from './fileSet.ts';
import { drawRegion, regionView, testView } from './fileView.ts';
import type { FileView, Size } from './fileView.ts';
import { inParallel } from './inParallel.ts';

/** How one image of a batch is made. */
interface FileAugmentation {
  readonly view: FileView;
  readonly colours: ColorJitter;
  readonly rest: Augmentation;
}

function plainly(image: Size, side: number): FileAugmentation {
  return { view: testView(image, side), colours: [], rest: NO_AUGMENTATION };
}

/** Draws everything of an image at its own random address, so that it does not matter which is decoded first. */
function drawFile(
  options: LoaderOptions,
  address: BatchAddress,
  position: number,
  image: Size,
  info: IndexedInfo,
): FileAugmentation {
  const random = imageRandom(options, address, position);
  const view = regionView(drawRegion(random, image), info.width);
  const flip = options.flip && random.uniform() < 0.5;
  const { colorJitter = 0 } = options;
  const colours = colorJitter > 0 ? drawColorJitter(random, colorJitter) : [];
  const cut = drawCut(random, info, { ...options, cutoutProbability: address.cutoutProbability });
  return { view, colours, rest: { ...NO_AUGMENTATION, flip, ...(cut ? { cut } : {}) } };
}

function normalise(image: Float32Array, mean: readonly number[], std: readonly number[]): void {
  const channels = mean.length;
  for (let c = 0; c < channels; c++)
    for (let i = c; i < image.length; i += channels) image[i] = (image[i]! - mean[c]!) / std[c]!;
}

/**
 * A function that writes one batch, as `batchFiller` does for images in memory. `onImage` is called
 * before each file and ends the work by throwing.
 */
export function fileBatchFiller(
  options: LoaderOptions,
  info: IndexedInfo,
  set: FileSet,
  onImage: () => void,
): (address: BatchAddress, x: Float32Array, y: Int32Array) => Promise<number> {
  const { mean, std, width: side, upright } = info;
  const size = imageBytes(info);
  const normalised = normalisationTable(mean, std);
  const scaled = normalisationTable([0, 0, 0], [1, 1, 1]);
  const plan = epochPlan(options);
  const plain = options.order === 'sequential';
  return async (address, x, y) => {
    const images = plan(address.epoch, address.index);
    await inParallel(images.length, async (i) => {
      onImage();
      const image = images[i]!;
      const file = await openFile(set.path(image), upright);
      const { view, colours, rest } = plain
        ? plainly(file.size, side)
        : drawFile(options, address, i, file.size, info);
      const pixels = await file.decode(view, side);
      const { cut, ...geometry } = rest;
      const table = colours.length > 0 ? scaled : normalised;
      applyAugmentation(pixels, 0, info, table, geometry, x, i * size);
      if (colours.length > 0) {
        const target = x.subarray(i * size, (i + 1) * size);
        applyColorJitter(target, colours);
        normalise(target, mean, std);
      }
      if (cut) cutOut(cut, info, x, i * size);
      y[i] = set.labels[image]!;
    });
    x.fill(0, images.length * size);
    y.fill(0, images.length);
    return images.length;
  };
}
