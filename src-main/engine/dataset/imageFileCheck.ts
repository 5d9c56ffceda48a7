/** Whether image files are there and are images: by their first bytes, as decoding all takes hours. */
import { open } from 'node:fs/promises';
import { describeError } from '../../../src-shared/errors.ts';

/** First bytes of the formats that are read, as text of one byte a character. */
const SIGNATURES: readonly RegExp[] = [
  /^\xff\xd8\xff/, // JPEG
  /^\x89PNG\r\n\x1a\n/,
  /^GIF8[79]a/,
  /^RIFF[^]{4}WEBP/,
  /^(II\*\0|MM\0\*)/, // TIFF
  /^[^]{4}ftyp/, // AVIF
];
const HEAD_BYTES = 12;

/** The size of an image file in bytes, or what is wrong with it. */
export async function checkImageFile(
  file: string,
): Promise<{ readonly bytes: number } | { readonly problem: string }> {
  try {
    const handle = await open(file, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
      const text = head.toString('latin1', 0, bytesRead);
      if (!SIGNATURES.some((signature) => signature.test(text)))
        return { problem: bytesRead === 0 ? 'it is empty' : 'it is no image in a format that is known' };
      return { bytes: (await handle.stat()).size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { problem: `it cannot be opened (${describeError(error)})` };
  }
}
