/** TensorFlow as it really loads, its oneDNN switch, our own operations, and the GPUs with what keeps TensorFlow from them. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { operationsFailure } from '../../scripts/setup/operations.mjs';
import { currentTensorFlow } from '../../scripts/setup/tensorflow.mjs';
import { flaw, ok, type Finding } from './doctorFinding.ts';

const PROBE_SCRIPT = path.join(import.meta.dirname, '../engine/tensorflow/probe.ts');

const infoSchema = z.object({ version: z.string(), gpu: z.boolean(), own: z.string().optional() });

/** What the library said of itself; `info` is absent when it did not load. */
export interface Probe {
  readonly info?: z.infer<typeof infoSchema>;
  /** Its log, and what Node said when it ended early. */
  readonly log: string;
}

/** What setup wrote down. */
export type Setup = ReturnType<typeof currentTensorFlow>;

/** Loads TensorFlow in a process of its own, with the log that the engine otherwise turns off. */
async function probe(): Promise<Probe> {
  const { stdout, stderr } = await execa(process.execPath, [PROBE_SCRIPT], {
    reject: false,
    timeout: 120_000,
    // The loader of NVIDIA's libraries names the missing ones at this level only.
    env: { TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_VMODULE: 'dso_loader=1' },
  });
  return readProbe(stdout, stderr);
}

/** The probe's output, parsed. */
export function readProbe(stdout: string, log: string): Probe {
  try {
    return { info: infoSchema.parse(JSON.parse(stdout)), log };
  } catch {
    return { log };
  }
}

const ROOT = path.join(import.meta.dirname, '../..');

/** TensorFlow, oneDNN, our own operations and the GPUs. */
export async function examineTensorFlow(home: string): Promise<Finding[]> {
  const setup = currentTensorFlow(home);
  const [probed, gpus] = await Promise.all([probe(), listGpus()]);
  const own = ownFinding(setup, probed, operationsFailure(ROOT));
  const findings = [tensorFlowFinding(setup, probed), ...oneDnnFinding(probed), ...own];
  return [...findings, gpuFinding(gpus, setup, probed, setup ? missingIn(setup.folder) : [])];
}

/** The message of an error as Node prints it, not the line of source that it shows above. */
const ERROR_MESSAGE = /^\w*Error(?: \[\w+\])?: /;

/** Version and build, or why the library does not load. */
export function tensorFlowFinding(setup: Setup, { info, log }: Probe): Finding {
  const origin = setup ? `${setup.build} build, from ${setup.source}` : 'not brought by setup';
  if (info) return ok('TensorFlow', `${info.version} (${origin})`);
  const reason = log.split('\n').find((line) => ERROR_MESSAGE.test(line)) ?? 'it does not load';
  return flaw(
    'problem',
    'TensorFlow',
    `${setup?.version ?? 'none'} (${origin}): ${reason.trim()}`,
    'Run `npm run setup`.',
  );
}

/** Whether oneDNN's kernels are on: the library says so in its log. */
export function oneDnnFinding({ info, log }: Probe): Finding[] {
  if (!info || process.arch !== 'x64') return [];
  if (log.includes('oneDNN custom operations are on')) return [ok('oneDNN', 'on')];
  return [
    flaw(
      'warning',
      'oneDNN',
      `off (TF_ENABLE_ONEDNN_OPTS=${process.env['TF_ENABLE_ONEDNN_OPTS'] ?? ''})`,
      'Depthwise convolutions, batch norm and pools are 2–6 times slower without it: unset TF_ENABLE_ONEDNN_OPTS.',
    ),
  ];
}

/** Whether our own operations are there, which searches on a processor use, and for which instruction set. */
export function ownFinding(setup: Setup, { info }: Probe, failure: string | undefined): Finding[] {
  const topic = 'Own operations';
  if (!info) return [];
  if (info.own !== undefined) return [ok(topic, `built, ${info.own}`)];
  if (info.gpu) return [ok(topic, 'not there; a GPU does without')];
  if (setup?.folder === '') return [ok(topic, `not there: setup does not build them on ${process.platform}`)];
  const slower = 'Searches on the processor are about a third slower without them:';
  if (process.env['PLATEAU_OWN_OPERATIONS'] === 'off')
    return [
      flaw('warning', topic, 'off (PLATEAU_OWN_OPERATIONS=off)', `${slower} unset PLATEAU_OWN_OPERATIONS.`),
    ];
  const found = failure === undefined ? 'not built' : `not built: ${failure}`;
  const compiler = failure === undefined ? '' : 'check the C++17 compiler (g++ 9 or newer), then ';
  return [flaw('warning', topic, found, `${slower} ${compiler}run \`npm run setup\`.`)];
}

/** An NVIDIA GPU as the driver reports it. */
export interface Gpu {
  readonly name: string;
  readonly memory: string; // MiB
  readonly driver: string;
}

async function listGpus(): Promise<Gpu[]> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
  const { stdout, failed } = await execa('nvidia-smi', query, { reject: false, timeout: 20_000 });
  return failed ? [] : readGpus(stdout);
}

/** The lines of `nvidia-smi --format=csv,noheader,nounits`; others (warnings) are passed over. */
export function readGpus(csv: string): Gpu[] {
  return csv.split('\n').flatMap((line) => {
    const [name, memory, driver, ...rest] = line.split(',').map((field) => field.trim());
    return name && memory && driver && rest.length === 0 ? [{ name, memory, driver }] : [];
  });
}

/** NVIDIA's libraries that a GPU build opens, by the package folder that brings each. */
const CUDA_LIBRARIES = {
  cuda_runtime: 'libcudart.so',
  cublas: 'libcublas.so',
  cudnn: 'libcudnn.so',
  cufft: 'libcufft.so',
  cusolver: 'libcusolver.so',
  cusparse: 'libcusparse.so',
} as const;

/** Which of NVIDIA's libraries are not beside the TensorFlow in `folder` (the system may have them). */
function missingIn(folder: string): string[] {
  return Object.entries(CUDA_LIBRARIES).flatMap(([name, library]) => {
    const lib = path.join(folder, 'nvidia', name, 'lib');
    return existsSync(lib) && readdirSync(lib).some((file) => file.startsWith(library)) ? [] : [library];
  });
}

/** Libraries that TensorFlow's log says it could not open. */
export function missingInLog(log: string): string[] {
  return [
    ...new Set(
      [...log.matchAll(/Could not load dynamic library '([^']+)'/g)].flatMap((match) => match[1] ?? []),
    ),
  ];
}

/** The GPUs and whether TensorFlow uses them; a fall-back to the processor is said with its cause. */
export function gpuFinding(
  gpus: readonly Gpu[],
  setup: Setup,
  { info, log }: Probe,
  absent: readonly string[],
): Finding {
  if (gpus.length === 0) return ok('GPU', 'none that an NVIDIA driver reports; runs use the processor');
  const found = gpus.map(({ name, memory, driver }) => `${name}, ${memory} MiB, driver ${driver}`).join('; ');
  if (info?.gpu) return ok('GPU', found);
  if (setup?.build !== 'gpu')
    return flaw(
      'warning',
      'GPU',
      `${found}; not used: TensorFlow's ${setup?.build ?? 'present'} build runs on the processor`,
      'Run `PLATEAU_TENSORFLOW=gpu npm run setup`.',
    );
  const named = missingInLog(log);
  const missing = named.length > 0 ? named : absent;
  return flaw(
    'warning',
    'GPU',
    `${found}; not used: ${missing.length > 0 ? `${missing.join(', ')} not found` : 'TensorFlow did not open it'}`,
    missing.some((library) => library.startsWith('libcuda.so'))
      ? "It comes with NVIDIA's driver: install the driver; runs use the processor meanwhile."
      : 'Remove the tensorflow folder in PLATEAU_HOME and run `PLATEAU_TENSORFLOW=gpu npm run setup`; runs use the processor meanwhile.',
  );
}
