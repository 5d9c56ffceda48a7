/** The peer's Python: one that can import PyTorch. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { UsageError } from '../output.ts';

export const PEER_SCRIPT = path.join(import.meta.dirname, '../../../test/bench/peer/peer_torch.py');

const INSTALL = '-m pip install torch==2.7.1';

export interface Peer {
  readonly python: string;
  /** The version of PyTorch; null where it is skipped. */
  readonly torch: string | null;
  /** Why it does not race; null where it does. */
  readonly skipped: string | null;
}

/** The version of PyTorch that `python` imports; undefined where it does not. */
async function torchVersion(python: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { stdout, failed } = await execa(python, ['-c', 'import torch; print(torch.__version__)'], {
    stdin: 'ignore',
    reject: false,
    env,
  });
  return failed || stdout === '' ? undefined : stdout;
}

/**
 * The Python of --peer-python, else of PLATEAU_PEER_PYTHON, else python3; one that was named must work, without
 * one the peer is skipped.
 */
export async function findPeer(given: string | undefined, env = process.env): Promise<Peer> {
  const named = given ?? (env['PLATEAU_PEER_PYTHON'] || undefined);
  const python = named ?? 'python3';
  const skip = (why: string): Peer => ({ python, torch: null, skipped: `PyTorch is skipped: ${why}` });
  if (!existsSync(PEER_SCRIPT)) return skip(`${PEER_SCRIPT} is not part of this installation.`);
  const torch = await torchVersion(python, env);
  if (torch !== undefined) return { python, torch, skipped: null };
  if (named === undefined) return skip(`${python} cannot import torch. Get it with: ${python} ${INSTALL}`);
  const source = given === undefined ? 'PLATEAU_PEER_PYTHON' : '--peer-python';
  throw new UsageError(
    `${source} names ${named}, which cannot import torch.`,
    `Get it with: ${named} ${INSTALL}`,
  );
}
