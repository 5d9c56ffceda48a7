/** What setup asks of Python: pip brings the TensorFlow wheels, ctypes tries the library. */
import { reasonOf, run, SetupError } from './command.mjs';

const NAMES = ['python3', 'python'];

/**
 * A Python of the path that has pip.
 * @returns {Promise<string>}
 */
export async function pythonWithPip() {
  for (const name of NAMES) if ((await run(name, ['-m', 'pip', '--version'])).code === 0) return name;
  throw new SetupError(
    'No Python with pip was found; TensorFlow comes as a Python wheel.',
    'Install python3 and python3-pip, or set PLATEAU_TENSORFLOW to a folder with libtensorflow.so.2 and its headers.',
  );
}

/** Extracts the members that begin with one of the prefixes (arguments 3…): far fewer than the wheel holds. */
const UNPACK = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(tuple(sys.argv[3:]))])
`;

/**
 * @param {string} python
 * @param {string} wheel
 * @param {string} folder
 * @param {readonly string[]} prefixes
 */
export async function unpackWheel(python, wheel, folder, prefixes) {
  const result = await run(python, ['-c', UNPACK, wheel, folder, ...prefixes]);
  if (result.code !== 0)
    throw new SetupError(
      `${wheel} could not be unpacked: ${reasonOf(result)}.`,
      'Remove it and run `npm run setup` again.',
    );
}

/** The requirements that a wheel declares for the extra of argument 2, one a line. */
const REQUIREMENTS = `
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith('.dist-info/METADATA'))
    text = wheel.read(name).decode()
pattern = r'^Requires-Dist: *([^;\\n]+);.*extra == ["\\']' + re.escape(sys.argv[2]) + r'["\\']'
print('\\n'.join(match.strip() for match in re.findall(pattern, text, re.M)))
`;

/**
 * @param {string} python
 * @param {string} wheel
 * @param {string} extra
 * @returns {Promise<string[]>}
 */
export async function requirementsOf(python, wheel, extra) {
  const { stdout } = await run(python, ['-c', REQUIREMENTS, wheel, extra]);
  return stdout.split('\n').filter(Boolean);
}

/** Loads the libraries in order and prints what the last one's TF_Version says. */
const VERSION = `
import ctypes, sys
for file in sys.argv[1:]:
    library = ctypes.CDLL(file, ctypes.RTLD_GLOBAL)
library.TF_Version.restype = ctypes.c_char_p
print(library.TF_Version().decode())
`;

/**
 * The version of a TensorFlow library, asked by loading it: shows at once a library for another
 * system or for a newer processor.
 * @param {readonly string[]} libraries in the order of loading
 * @returns {Promise<string>}
 */
export async function libraryVersion(libraries) {
  /** @type {import('./command.mjs').Result | undefined} */
  let result;
  for (const name of NAMES) {
    result = await run(name, ['-c', VERSION, ...libraries]);
    if (result.code === 0) return result.stdout.trim();
    if (result.code !== 127) break;
  }
  throw new SetupError(
    `The TensorFlow library ${libraries.at(-1)} does not load: ${result ? reasonOf(result) : 'python3 was not found'}.`,
    'It needs a 64-bit Linux with glibc 2.27 and a processor with AVX; or set PLATEAU_TENSORFLOW to one that fits.',
  );
}
