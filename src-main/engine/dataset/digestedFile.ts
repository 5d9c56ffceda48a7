/** Files that are digested while they are written. */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { INFO_FILE } from './datasetInfo.ts';
import type { DataFile, DatasetInfo } from './datasetInfo.ts';

/** A file that knows its size and digest when it is closed; its data is on the disk then. */
class DigestedFile {
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(file: string): Promise<DigestedFile> {
    return new DigestedFile(await open(file, 'wx'));
  }

  async append(data: Uint8Array): Promise<void> {
    this.#hash.update(data);
    this.#bytes += data.byteLength;
    for (let written = 0; written < data.byteLength;) {
      const part = await this.#handle.write(data, written);
      written += part.bytesWritten;
    }
  }

  async finish(): Promise<{ bytes: number; sha256: string }> {
    await this.#handle.sync();
    await this.#handle.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Closes without keeping anything; a file that is already closed is left alone. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }
}

/** The data files of a new data set, made when they are first written to. */
export class DataFiles {
  readonly #folder: string;
  readonly #files = new Map<DataFile, DigestedFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async append(file: DataFile, data: Uint8Array): Promise<void> {
    let open = this.#files.get(file);
    if (!open) {
      open = await DigestedFile.create(path.join(this.#folder, file));
      this.#files.set(file, open);
    }
    await open.append(data);
  }

  /** Size and digest of a file that was written; it is closed. */
  async finish(file: DataFile): Promise<{ bytes: number; sha256: string }> {
    const open = this.#files.get(file);
    if (!open) throw new Error(`${file} was never written`);
    return open.finish();
  }

  /** Closes what is open still. */
  async abandon(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.abandon()));
  }
}

/** Labels as the data files have them: uint16, little endian. */
export function labelBytes(labels: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(labels.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < labels.length; i++) view.setUint16(i * 2, labels[i]!, true);
  return bytes;
}

/** Writes `dataset.json`, the last file of a new data set. */
export async function writeInfo(folder: string, info: DatasetInfo): Promise<void> {
  const file = await DigestedFile.create(path.join(folder, INFO_FILE));
  await file.append(new TextEncoder().encode(`${JSON.stringify(info, null, 2)}\n`));
  await file.finish();
}
