import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { noisePicture } from '../../../test/fixtures/dataset/pictures.ts';
import { temporaryFolder } from '../../../test/fixtures/dataset/temporaryFolder.ts';
import { openFile } from './decodeFile.ts';
import { regionView, testView } from './fileView.ts';

const RED = { create: { width: 60, height: 40, channels: 3, background: '#ff0000' } } as const;

async function written(content: Uint8Array, name = 'image.JPEG'): Promise<string> {
  const file = path.join(temporaryFolder(), name);
  await writeFile(file, content);
  return file;
}

/** The middle pixel of the test view. */
async function middle(content: Uint8Array): Promise<number[]> {
  const file = await openFile(await written(content), false);
  const pixels = await file.decode(testView(file.size, 8), 8);
  expect(pixels).toHaveLength(8 * 8 * 3);
  return [...pixels.subarray(36 * 3, 37 * 3)];
}

test('a JPEG, and a PNG that is named one, are known by their content', async () => {
  const [r, g, b] = await middle(await sharp(RED).jpeg({ quality: 100 }).toBuffer());
  expect(r).toBeGreaterThan(250);
  expect(Math.max(g!, b!)).toBeLessThan(4);
  expect(await middle(await sharp(RED).png().toBuffer())).toEqual([255, 0, 0]);
});

test('grey, palette, 16-bit, transparent and CMYK images become RGB', async () => {
  const grey = await middle(await sharp(RED).greyscale().toColourspace('b-w').png().toBuffer());
  expect(new Set(grey).size).toBe(1);
  expect(await middle(await sharp(RED).png({ palette: true }).toBuffer())).toEqual([255, 0, 0]);
  expect(await middle(await sharp(RED).toColourspace('rgb16').png().toBuffer())).toEqual([255, 0, 0]);
  const half = { create: { ...RED.create, channels: 4, background: '#ff000080' } } as const;
  expect(await middle(await sharp(half).png().toBuffer())).toEqual([128, 0, 0]);
  const cmyk = await sharp(RED).toColourspace('cmyk').jpeg().toBuffer();
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
  const [r, g, b] = await middle(cmyk);
  expect(r).toBeGreaterThan(200);
  expect(Math.max(g!, b!)).toBeLessThan(60);
});

test('a view of an unscaled part is that part, pixel by pixel', async () => {
  const content = await noisePicture(1, 30, 20, 'png');
  const whole = await sharp(content).raw().toBuffer();
  const file = await openFile(await written(content), false);
  expect(file.size).toEqual({ width: 30, height: 20 });
  const pixels = await file.decode(regionView({ left: 7, top: 5, width: 10, height: 10 }, 10), 10);
  for (let y = 0; y < 10; y++)
    for (let x = 0; x < 30; x++) expect(pixels[y * 30 + x]).toBe(whole[((y + 5) * 30 + 7) * 3 + x]);
});

test('a view that is made smaller averages over what a pixel covers, a larger one goes evenly between pixels', async () => {
  // A ramp: each column one step brighter than the one before it.
  const ramp = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => 4 * (Math.floor(i / 3) % 64));
  const content = await sharp(ramp, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer();
  const path = await written(content);
  const row = async (side: number, width: number): Promise<number[]> => {
    const file = await openFile(path, false);
    const view = regionView({ left: 16, top: 16, width, height: width }, side);
    const pixels = await file.decode(view, side);
    return Array.from({ length: side }, (_, x) => pixels[x * 3]!);
  };
  // Away from the borders, output column x shows the ramp at its middle: 16 + (x + 1/2) · 4 − 1/2.
  (await row(8, 32)).slice(1, -1).forEach((value, i) => {
    expect(Math.abs(value - 4 * (16 + (i + 1.5) * 4 - 0.5))).toBeLessThanOrEqual(1);
  });
  (await row(32, 16)).slice(1, -1).forEach((value, i) => {
    expect(Math.abs(value - 4 * (16 + (i + 1.5) / 2 - 0.5))).toBeLessThanOrEqual(1);
  });
});

test('an image is turned as its EXIF orientation says only where that is asked for', async () => {
  // Red on the left, blue on the right; a quarter turn clockwise brings the left to the top.
  const pixels = Uint8Array.from({ length: 60 * 40 * 3 }, (_, i) =>
    i % 3 === (Math.floor(i / 3) % 60 < 30 ? 0 : 2) ? 255 : 0,
  );
  const image = sharp(pixels, { raw: { width: 60, height: 40, channels: 3 } });
  const file = await written(await image.withMetadata({ orientation: 6 }).png().toBuffer());
  const corner = { left: 0, top: 0, width: 10, height: 10 };
  const lying = await openFile(file, false);
  expect(lying.size).toEqual({ width: 60, height: 40 });
  expect([...(await lying.decode(regionView(corner, 4), 4)).subarray(0, 3)]).toEqual([255, 0, 0]);
  const turned = await openFile(file, true);
  expect(turned.size).toEqual({ width: 40, height: 60 });
  const below = { ...corner, top: 50 };
  expect([...(await turned.decode(regionView(below, 4), 4)).subarray(0, 3)]).toEqual([0, 0, 255]);
});

test('what decoders only warn of is read; what is cut off, empty or gone is an error that names the file', async () => {
  const whole = await noisePicture(2, 200, 200);
  const decoded = async (content: Uint8Array): Promise<Uint8Array> => {
    const file = await openFile(await written(content, 'cat.jpg'), false);
    return file.decode(testView(file.size, 16), 16);
  };
  const extra = Buffer.concat([whole.subarray(0, -2), Uint8Array.of(1, 2, 3), whole.subarray(-2)]);
  expect(await decoded(extra)).toHaveLength(16 * 16 * 3);
  await expect(decoded(whole.subarray(0, whole.length / 2))).rejects.toThrow(
    /cat\.jpg: it cannot be decoded/,
  );
  await expect(decoded(new Uint8Array(0))).rejects.toThrow(/cat\.jpg: it cannot be decoded/);
  await expect(openFile(path.join(temporaryFolder(), 'gone.jpg'), true)).rejects.toThrow(
    /gone\.jpg: it cannot be decoded/,
  );
});
