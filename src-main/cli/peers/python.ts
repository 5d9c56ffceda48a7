/** The peer's Python: one that can import PyTorch. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findTorch, pythonOf, skippedTorch, type TorchPython } from '../../host/torchPython.ts';

export const PEER_SCRIPT = path.join(import.meta.dirname, '../../../test/bench/peer/peer_torch.py');

export type Peer = TorchPython;

/**
 * The Python of --peer-python, else of PLATEAU_PEER_PYTHON, else python3; one that was named must work, without
 * one the peer is skipped.
 */
export async function findPeer(given: string | undefined, env = process.env): Promise<Peer> {
  if (existsSync(PEER_SCRIPT)) return findTorch(given, '--peer-python', env);
  return skippedTorch(pythonOf(given, env), `${PEER_SCRIPT} is not part of this installation.`);
}
