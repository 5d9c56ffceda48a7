/** Image files to RGB pixels. Files are known by their content, not by their name. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { PlateauError, describeError } from '../../../src-shared/errors.ts';
import type { FileView, Size } from './fileView.ts';

export const RGB = 3;

// Each file is decoded once in a long while: what libvips would keep is never asked for again. And images
// are decoded side by side, each on one thread.
sharp.cache(false);
sharp.concurrency(1);

/** An error that names the file. */
function undecodable(file: string, error: unknown): PlateauError {
  return new PlateauError(
    `${file}: it cannot be decoded (${describeError(error)}).`,
    'Put a whole image in its place, then repeat the command or resume the run.',
  );
}

/**
 * Opens an image file. Grey, palette and CMYK images become RGB, transparent parts black. Damage that
 * decoders warn of and read all the same is let pass, as PIL does; ImageNet has such files.
 */
function openImage(file: string, upright: boolean): Sharp {
  const image = sharp(file, { failOn: 'error', autoOrient: upright });
  return image.flatten({ background: '#000' }).toColourspace('srgb');
}

/** Decodes a whole file, scaled to cover the square of `side` pixels and cropped in the middle: [side, side, 3]. */
export async function decodeCovering(file: string, side: number, upright: boolean): Promise<Uint8Array> {
  try {
    return await openImage(file, upright).resize(side, side, { fit: 'cover' }).raw().toBuffer();
  } catch (error) {
    throw undecodable(file, error);
  }
}

/** An image file whose size is known. */
export interface ImageFile {
  readonly size: Size;
  /** The pixels of a view: [side, side, 3]. */
  decode(view: FileView, side: number): Promise<Uint8Array>;
}

/** Reads the head of an image file; what is drawn for an image depends on its size. */
export async function openFile(file: string, upright: boolean): Promise<ImageFile> {
  const image = openImage(file, upright);
  const found = await image.metadata().catch((error: unknown) => {
    throw undecodable(file, error);
  });
  const { width, height } = upright ? found.autoOrient : found;
  return {
    size: { width, height },
    async decode({ region, scaled, left, top }, side) {
      if (region.width !== width || region.height !== height) image.extract(region);
      // Bilinear, over as many pixels as one output pixel covers: what PIL's resize and torchvision's do.
      const resized = image.resize({ ...scaled, fit: 'fill', kernel: 'linear' });
      try {
        return await resized.extract({ left, top, width: side, height: side }).raw().toBuffer();
      } catch (error) {
        throw undecodable(file, error);
      }
    },
  };
}
