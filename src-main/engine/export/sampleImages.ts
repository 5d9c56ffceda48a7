/** The images on which an exported network is compared with the engine. */
import { seededRandom } from '../../../src-shared/random.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import { BatchLoader } from '../dataset/loader.ts';
import { STREAMS } from '../training/streams.ts';

export interface SampleImages {
  /** Data set, or `random`. */
  readonly source: string;
  /** [count, H, W, C], normalised. */
  readonly x: Float32Array;
  /** Class indices, where they are known. */
  readonly labels: Int32Array | undefined;
  readonly count: number;
  /** Images computed at a time. */
  readonly batch: number;
}

const BATCH = 32;
/** Normalised pixels lie about there. */
const RANGE = 2;

/** Without a data set. */
export function randomImages(
  { height, width, inputChannels }: { height: number; width: number; inputChannels: number },
  count: number,
  seed: number,
): SampleImages {
  const size = count * height * width * inputChannels;
  const x = seededRandom(seed, STREAMS.measureBatches).uniforms(size, -RANGE, RANGE);
  return { source: 'random', x, labels: undefined, count, batch: Math.min(BATCH, count) };
}

/** The first test images of a data set, as they are tested. */
export async function testImages(datasetFolder: string, wanted: number): Promise<SampleImages> {
  const { name, test } = readDatasetInfo(datasetFolder);
  const count = Math.min(wanted, test.count);
  const batch = Math.min(BATCH, count);
  const plain = { crop: 0, flip: false, cutoutLength: 0, dropLast: false, order: 'sequential' } as const;
  const loader = new BatchLoader({
    ...{ datasetFolder, split: 'test', from: 0, to: count, batch, seed: 0 },
    ...{ ...plain, stream: STREAMS.measureBatches },
  });
  try {
    loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: loader.batchesPerEpoch });
    const batches = Array.from({ length: loader.batchesPerEpoch }, () => loader.next());
    const size = batches[0]!.x.length / batch;
    const [x, labels] = [new Float32Array(count * size), new Int32Array(count)];
    batches.forEach((each, index) => {
      x.set(each.x.subarray(0, each.count * size), index * batch * size);
      labels.set(each.y.subarray(0, each.count), index * batch);
    });
    return { source: name, x, labels, count, batch };
  } finally {
    await loader.close();
  }
}

/** Logits of all images, [count · classes], computed a batch at a time; the last one is filled up with zeros. */
export async function inBatches(
  { x, count, batch }: SampleImages,
  logitsOf: (x: Float32Array) => Float32Array | Promise<Float32Array>,
): Promise<Float32Array> {
  const size = x.length / count;
  const parts: Float32Array[] = [];
  for (let from = 0; from < count; from += batch) {
    const padded = new Float32Array(batch * size);
    padded.set(x.subarray(from * size, Math.min(from + batch, count) * size));
    parts.push(await logitsOf(padded));
  }
  const classes = parts[0]!.length / batch;
  const logits = new Float32Array(parts.length * batch * classes);
  parts.forEach((part, index) => logits.set(part, index * part.length));
  return logits.subarray(0, count * classes);
}

/** [N, H, W, C] → [N, C, H, W]. */
export function channelsFirst(
  x: Float32Array,
  height: number,
  width: number,
  channels: number,
): Float32Array {
  const pixels = height * width;
  const result = new Float32Array(x.length);
  for (let image = 0; image < x.length; image += pixels * channels)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let channel = 0; channel < channels; channel++)
        result[image + channel * pixels + pixel] = x[image + pixel * channels + channel]!;
  return result;
}
