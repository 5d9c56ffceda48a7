/** TensorFlow out of its Python wheels: the C library, its headers and, for a GPU, NVIDIA's libraries. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, run, SetupError } from './command.mjs';
import { largestFile } from './files.mjs';
import { pythonWithPip, requirementsOf, unpackWheel } from './python.mjs';
import { TENSORFLOW_VERSION } from './versions.mjs';

/** @typedef {'cpu' | 'gpu'} Build */

/**
 * Distribution by build and processor; on arm64 the one wheel has no CUDA in it.
 * @type {Readonly<Record<Build, Readonly<Record<string, string>>>>}
 */
const DISTRIBUTIONS = {
  cpu: { x64: 'tensorflow-cpu', arm64: 'tensorflow' },
  gpu: { x64: 'tensorflow' },
};
const WHEEL_ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/**
 * The wheel's libraries do not depend on the Python at hand, so one interpreter's wheel is named and
 * any Python can fetch it. Tags up to glibc 2.28, the newest that a listed wheel asks for.
 */
const WHEEL_TAGS = [
  ...['--only-binary=:all:', '--no-deps', '--implementation', 'cp', '--python-version', '3.11'],
  ...Array.from({ length: 24 }, (_, index) => [
    '--platform',
    `manylinux_2_${28 - index}_${WHEEL_ARCH}`,
  ]).flat(),
  ...['--platform', `manylinux2014_${WHEEL_ARCH}`],
];

/** Headers that the binding includes: of about 11,000 in the wheel the C API and what it names. */
const TENSORFLOW_MEMBERS = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/c/',
];

/** Disk while setting up (wheels, pip's copy, unpacked libraries), GB. */
export const WHEEL_SPACE = { cpu: 2, gpu: 11 };

/**
 * Fills `folder` with `lib/`, `include/` and, for a GPU, `nvidia/`: TensorFlow looks for NVIDIA's
 * libraries in `../nvidia/<name>/lib` from its own place, as in Python's site-packages.
 * @param {string} folder
 * @param {Build} build
 * @param {string} downloads where complete wheels stay until the folder is complete
 * @param {import('./progress.mjs').Progress} progress
 */
export async function fillFromWheel(folder, build, downloads, progress) {
  const distribution = DISTRIBUTIONS[build][process.arch];
  if (!distribution)
    throw new SetupError(
      `There is no TensorFlow ${build} wheel for ${process.platform}-${process.arch}.`,
      'Set PLATEAU_TENSORFLOW to a folder with libtensorflow.so.2 and its headers.',
    );
  const python = await pythonWithPip();
  const wheel = await download(python, `${distribution}==${TENSORFLOW_VERSION}`, downloads, folder, progress);
  progress.phase('unpacking');
  await unpackWheel(python, wheel, folder, TENSORFLOW_MEMBERS);
  mkdirSync(join(folder, 'lib'));
  for (const name of readdirSync(join(folder, 'tensorflow')).filter((file) => file.startsWith('lib')))
    renameSync(join(folder, 'tensorflow', name), join(folder, 'lib', name));
  renameSync(join(folder, 'tensorflow', 'include'), join(folder, 'include'));
  if (build !== 'gpu') return;
  for (const requirement of await requirementsOf(python, wheel, 'and-cuda')) {
    const library = await download(python, requirement, downloads, folder, progress);
    progress.phase(`unpacking ${nameOf(requirement)}`);
    await unpackWheel(python, library, folder, ['nvidia/']);
  }
}

/**
 * The project of a requirement as wheels spell it: "nvidia-cudnn-cu12<10.0,>=9.3" → "nvidia_cudnn_cu12".
 * @param {string} requirement
 * @returns {string}
 */
export function nameOf(requirement) {
  return (/^[\w.-]+/.exec(requirement)?.[0] ?? requirement).replace(/[-.]+/g, '_').toLowerCase();
}

/**
 * The wheel of a requirement; one that an earlier, interrupted setup completed is taken as it is.
 * @param {string} python
 * @param {string} requirement
 * @param {string} downloads
 * @param {string} work
 * @param {import('./progress.mjs').Progress} progress
 */
async function download(python, requirement, downloads, work, progress) {
  mkdirSync(downloads, { recursive: true });
  const find = (/** @type {string} */ folder) =>
    readdirSync(folder).find(
      (name) => name.toLowerCase().startsWith(`${nameOf(requirement)}-`) && name.endsWith('.whl'),
    );
  const complete = find(downloads);
  if (complete) return join(downloads, complete);

  // pip writes to its temporary folder first (and a second copy for its cache): the larger tells how far it is.
  const [temporary, target] = [join(work, 'pip-temporary'), join(work, 'pip-complete')];
  for (const folder of [temporary, target]) mkdirSync(folder, { recursive: true });
  let total = 0; // bytes
  progress.phase(`downloading ${nameOf(requirement)}`);
  const timer = setInterval(() => {
    if (total > 0) progress.amount(`downloading ${nameOf(requirement)}`, largestFile(temporary), total);
  }, 500);
  const args = [
    '-m',
    'pip',
    'download',
    '--progress-bar',
    'off',
    '--dest',
    target,
    ...WHEEL_TAGS,
    requirement,
  ];
  const env = { TMPDIR: temporary, PYTHONUNBUFFERED: '1' };
  const onOutput = (/** @type {string} */ text) => (total = announcedBytes(text) ?? total);
  const result = await run(python, args, { env, onOutput }).finally(() => clearInterval(timer));
  const file = find(target);
  if (result.code !== 0 || !file)
    throw new SetupError(
      `pip could not download ${requirement}: ${reasonOf(result)}.`,
      'Check the network and pip’s index, or set PLATEAU_TENSORFLOW to a TensorFlow that is installed; then run `npm run setup` again.',
    );
  renameSync(join(target, file), join(downloads, file));
  return join(downloads, file);
}

const UNITS = { kB: 1e3, MB: 1e6, GB: 1e9 };

/**
 * The size in pip's "Downloading x.whl (273.8 MB)", in bytes.
 * @param {string} text
 * @returns {number | undefined}
 */
export function announcedBytes(text) {
  const found = /\((\d+(?:\.\d+)?) (kB|MB|GB)\)/.exec(text);
  const unit = Object.entries(UNITS).find(([name]) => name === found?.[2]);
  return found && unit ? Number(found[1]) * unit[1] : undefined;
}
