import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeJson } from './files.mjs';
import { findPointed } from './pointed.mjs';
import { requirementsOf, unpackWheel } from './python.mjs';
import { currentTensorFlow, tensorFlowReady } from './tensorflow.mjs';
import { TENSORFLOW_VERSION } from './versions.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plateau-tensorflow-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

function touch(...parts: string[]): void {
  const file = path.join(folder, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
}

describe('findPointed', () => {
  it('finds a plain library folder with lib and include', async () => {
    for (const name of ['libtensorflow.so.2', 'libtensorflow_framework.so.2']) touch('lib', name);
    touch('include', 'tensorflow', 'c', 'c_api.h');
    expect(await findPointed(folder)).toEqual({
      library: path.join(folder, 'lib', 'libtensorflow.so.2'),
      framework: path.join(folder, 'lib', 'libtensorflow_framework.so.2'),
      include: path.join(folder, 'include'),
      nvidia: undefined,
      build: 'unknown',
    });
  });

  it('finds a Python package in site-packages, its build and NVIDIA’s libraries beside it', async () => {
    for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) touch('tensorflow', name);
    touch('tensorflow', 'include', 'tensorflow', 'c', 'c_api.h');
    touch('tensorflow', 'python', 'platform', 'build_info.py');
    touch('nvidia', 'cudnn', 'lib', 'libcudnn.so.9');
    writeFileSync(path.join(folder, 'tensorflow/python/platform/build_info.py'), "[('is_cuda_build', True)]");
    expect(await findPointed(folder)).toMatchObject({ nvidia: path.join(folder, 'nvidia'), build: 'gpu' });
  });

  it('finds nothing where the headers or the path are missing', async () => {
    for (const name of ['libtensorflow.so.2', 'libtensorflow_framework.so.2']) touch('lib', name);
    expect(await findPointed(folder)).toBeUndefined();
    expect(await findPointed(path.join(folder, 'none'))).toBeUndefined();
  });
});

describe('tensorFlowReady', () => {
  const wheel = { version: TENSORFLOW_VERSION, build: 'cpu', source: 'wheel' };

  function setUp(current: object): void {
    touch('tensorflow', 'build', 'lib', 'libtensorflow.so.2');
    writeJson(path.join(folder, 'tensorflow', 'current.json'), {
      folder: path.join(folder, 'tensorflow', 'build'),
      ...current,
    });
  }

  it('is false in an empty home and for a cut-off current.json', () => {
    vi.stubEnv('PLATEAU_TENSORFLOW', '');
    expect(tensorFlowReady(folder)).toBe(false);
    touch('tensorflow', 'current.json');
    expect(currentTensorFlow(folder)).toBeUndefined();
  });

  it('is false for a wheel of another version or with its library gone', () => {
    vi.stubEnv('PLATEAU_TENSORFLOW', '');
    setUp(wheel);
    expect(tensorFlowReady(folder)).toBe(true);
    setUp({ ...wheel, version: '2.9.1' });
    expect(tensorFlowReady(folder)).toBe(false);
    setUp(wheel);
    rmSync(path.join(folder, 'tensorflow', 'build'), { recursive: true });
    expect(tensorFlowReady(folder)).toBe(false);
  });

  it('keeps a TensorFlow that was pointed to once, of any version', () => {
    vi.stubEnv('PLATEAU_TENSORFLOW', '');
    setUp({ version: '2.18.0', build: 'gpu', source: '/opt/tensorflow' });
    expect(tensorFlowReady(folder)).toBe(true);
  });

  it.each([
    ['cpu', true],
    ['gpu', false],
    ['/opt/tensorflow', false],
  ])('for the CPU wheel and PLATEAU_TENSORFLOW=%s is %s', (asked, expected) => {
    setUp(wheel);
    vi.stubEnv('PLATEAU_TENSORFLOW', asked);
    expect(tensorFlowReady(folder)).toBe(expected);
  });
});

describe('a wheel', () => {
  const MAKE = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('tensorflow/libtensorflow_cc.so.2', 'library')
    wheel.writestr('tensorflow/python/large.so', 'unused')
    wheel.writestr('tensorflow-1.dist-info/METADATA', '''Name: tensorflow
Requires-Dist: numpy>=1.26.0
Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"
Requires-Dist: nvidia-nccl-cu12<3.0; extra == "and-cuda"
Requires-Dist: tensorflow-io>=0.23; (sys_platform != "win32") and extra == "gcs-filesystem"
''')
`;
  const make = (): string => {
    const file = path.join(folder, 'x.whl');
    expect(spawnSync('python3', ['-c', MAKE, file]).status).toBe(0);
    return file;
  };

  it('is unpacked only where asked', async () => {
    await unpackWheel('python3', make(), folder, ['tensorflow/libtensorflow_cc.so.2']);
    expect(existsSync(path.join(folder, 'tensorflow', 'libtensorflow_cc.so.2'))).toBe(true);
    expect(existsSync(path.join(folder, 'tensorflow', 'python'))).toBe(false);
  });

  it('says which packages an extra needs', async () => {
    const requirements = await requirementsOf('python3', make(), 'and-cuda');
    expect(requirements).toEqual(['nvidia-cudnn-cu12<10.0,>=9.3.0.75', 'nvidia-nccl-cu12<3.0']);
  });

  it('that is cut off fails with its name', async () => {
    touch('cut.whl');
    await expect(unpackWheel('python3', path.join(folder, 'cut.whl'), folder, [''])).rejects.toThrow(
      /cut\.whl could not be unpacked/,
    );
  });
});
