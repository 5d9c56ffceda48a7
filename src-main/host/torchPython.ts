/** A Python that can import PyTorch: for racing against it, and for running what was exported. */
import { execa } from 'execa';
import { UsageError } from '../../src-shared/errors.ts';

const INSTALL = '-m pip install torch==2.7.1';

export interface TorchPython {
  readonly python: string;
  /** The version of PyTorch; null where it is skipped. */
  readonly torch: string | null;
  /** Why it is skipped; null where it is not. */
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

/** A Python that was looked for and is not used. */
export function skippedTorch(python: string, why: string): TorchPython {
  return { python, torch: null, skipped: `PyTorch is skipped: ${why}` };
}

/** The Python that will be tried: the one of `flag`, else of PLATEAU_PEER_PYTHON, else python3. */
export function pythonOf(given: string | undefined, env = process.env): string {
  return given ?? (env['PLATEAU_PEER_PYTHON'] || 'python3');
}

/** That Python, if it has PyTorch; one that was named must have it, without one PyTorch is skipped. */
export async function findTorch(
  given: string | undefined,
  flag: string,
  env = process.env,
): Promise<TorchPython> {
  const python = pythonOf(given, env);
  const torch = await torchVersion(python, env);
  if (torch !== undefined) return { python, torch, skipped: null };
  if (given === undefined && !env['PLATEAU_PEER_PYTHON'])
    return skippedTorch(python, `${python} cannot import torch. Get it with: ${python} ${INSTALL}`);
  const source = given === undefined ? 'PLATEAU_PEER_PYTHON' : flag;
  throw new UsageError(
    `${source} names ${python}, which cannot import torch.`,
    `Get it with: ${python} ${INSTALL}`,
  );
}
