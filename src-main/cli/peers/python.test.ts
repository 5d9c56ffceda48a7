import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../output.ts';
import { findPeer } from './python.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'plateau-peer-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program in Python's place that answers as one with this version of PyTorch, or as one without. */
function python(name: string, torch?: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, torch === undefined ? '#!/bin/sh\nexit 1\n' : `#!/bin/sh\necho ${torch}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe("the peer's Python", () => {
  it('is the one that was given, before the one of the environment', async () => {
    const given = python('given', '2.7.1');
    const other = python('other', '2.8.0');
    expect(await findPeer(given, { PLATEAU_PEER_PYTHON: other })).toEqual({
      python: given,
      torch: '2.7.1',
      skipped: null,
    });
    expect(await findPeer(undefined, { PLATEAU_PEER_PYTHON: other })).toMatchObject({ torch: '2.8.0' });
  });

  it('is refused where it was named and has no PyTorch', async () => {
    const bare = python('bare');
    await expect(findPeer(bare, {})).rejects.toThrow(
      new UsageError(
        `--peer-python names ${bare}, which cannot import torch.`,
        `Get it with: ${bare} -m pip install torch==2.7.1`,
      ),
    );
    await expect(findPeer(undefined, { PLATEAU_PEER_PYTHON: '/no/python' })).rejects.toThrow(
      'PLATEAU_PEER_PYTHON names /no/python, which cannot import torch.',
    );
  });

  it('is python3 where none was named', async () => {
    python('python3', '2.7.1');
    expect(await findPeer(undefined, { PATH: folder })).toEqual({
      python: 'python3',
      torch: '2.7.1',
      skipped: null,
    });
  });

  it('is skipped where none was named and python3 has no PyTorch, with the way to get it', async () => {
    python('python3');
    expect(await findPeer(undefined, { PATH: folder, PLATEAU_PEER_PYTHON: '' })).toEqual({
      python: 'python3',
      torch: null,
      skipped:
        'PyTorch is skipped: python3 cannot import torch. Get it with: python3 -m pip install torch==2.7.1',
    });
  });
});
