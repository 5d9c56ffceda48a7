import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { examine } from './doctor.ts';
import { examineDatasets, examineElectron, examineNode, examinePackages } from './doctorSoftware.ts';
import { diskFinding, instructionSets, memoryFinding, processorFinding } from './doctorSystem.ts';
import {
  gpuFinding,
  missingInLog,
  oneDnnFinding,
  ownFinding,
  readGpus,
  readProbe,
  tensorFlowFinding,
} from './doctorTensorFlow.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'plateau-doctor-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('examine', () => {
  it('looks at everything, and each flaw comes with a remedy', async () => {
    const findings = await examine(path.join(home, 'not', 'made', 'yet'));
    const topics = findings.map(({ topic }) => topic);
    for (const topic of [
      'Node',
      'npm packages',
      'TensorFlow',
      'Own operations',
      'GPU',
      'Processor',
      'Memory',
      'Disk',
      'Data sets',
      'Desktop shell',
    ])
      expect(topics).toContain(topic);
    for (const { status, remedy } of findings) expect(remedy === undefined).toBe(status === 'ok');
  });

  it('asks the TensorFlow that really loads', async () => {
    const findings = await examine(home);
    expect(findings).toContainEqual(
      expect.objectContaining({
        topic: 'TensorFlow',
        status: 'ok',
        found: expect.stringMatching(/^\d+\.\d+/),
      }),
    );
  });
});

describe('Node', () => {
  it('is a problem where it does not strip types by itself', () => {
    expect(examineNode('v22.18.0', '/usr/bin/node')).toEqual({
      topic: 'Node',
      status: 'ok',
      found: 'v22.18.0 (/usr/bin/node)',
    });
    expect(examineNode('v20.20.2', '/usr/bin/node')).toMatchObject({
      status: 'problem',
      found: expect.stringContaining('v20.20.2'),
    });
  });
});

describe('npm packages', () => {
  it('are a warning when setup has not installed this lock file', () => {
    expect(examinePackages(home).status).toBe('ok');
    writeFileSync(path.join(home, 'package-lock.json'), '{}');
    expect(examinePackages(home)).toMatchObject({ status: 'warning', found: 'not installed' });
    mkdirSync(path.join(home, 'node_modules'));
    expect(examinePackages(home).found).toMatch(/lock file has changed/);
  });
});

describe('TensorFlow', () => {
  const setup = { version: '2.21.0', build: 'cpu', source: 'wheel', folder: '/x' } as const;

  it('shows version, build and source', () => {
    const probe = readProbe('{"version":"2.21.0","gpu":false}\n', '');
    expect(tensorFlowFinding(setup, probe)).toMatchObject({
      status: 'ok',
      found: '2.21.0 (cpu build, from wheel)',
    });
  });

  it('is a problem with its reason when it does not load', () => {
    const probe = readProbe('', 'node:internal\nError: libtensorflow.so.2: cannot open shared object file\n');
    const finding = tensorFlowFinding(setup, probe);
    expect(finding.status).toBe('problem');
    expect(finding.found).toContain('libtensorflow.so.2: cannot open shared object file');
  });

  it('shows the message of the error, not the source that Node prints above it', () => {
    const log =
      '/x/binding.ts:30\n    throw new PlateauError(\n          ^\n\nPlateauError: TensorFlow is not there.\n';
    expect(tensorFlowFinding(setup, readProbe('', log)).found).toBe(
      '2.21.0 (cpu build, from wheel): PlateauError: TensorFlow is not there.',
    );
  });

  it('has oneDNN on only when its log says so', () => {
    const info = { version: '2.21.0', gpu: false };
    const expected = process.arch === 'x64' ? ['ok', 'warning'] : [];
    const logs = ['I port.cc:153] oneDNN custom operations are on. You may see', 'I cpu_feature_guard.cc'];
    expect(logs.flatMap((log) => oneDnnFinding({ info, log })).map(({ status }) => status)).toEqual(expected);
  });
});

describe('our own operations', () => {
  const setup = { version: '2.21.0', build: 'cpu', source: 'wheel', folder: '/x' } as const;
  const onProcessor = readProbe('{"version":"2.21.0","gpu":false}', '');
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('show their instruction set', () => {
    const probe = readProbe('{"version":"2.21.0","gpu":false,"own":"AVX2"}', '');
    expect(ownFinding(setup, probe, undefined)).toEqual([
      { topic: 'Own operations', status: 'ok', found: 'built, AVX2' },
    ]);
  });

  it('are a warning where a processor lacks them, with the reason and what to do', () => {
    vi.stubEnv('PLATEAU_OWN_OPERATIONS', undefined);
    const [finding] = ownFinding(setup, onProcessor, '"c++" is not installed');
    expect(finding).toMatchObject({ status: 'warning', found: 'not built: "c++" is not installed' });
    expect(finding?.remedy).toMatch(/C\+\+17 compiler.*npm run setup/);
    vi.stubEnv('PLATEAU_OWN_OPERATIONS', 'off');
    expect(ownFinding(setup, onProcessor, undefined)[0]?.remedy).toMatch(/unset PLATEAU_OWN_OPERATIONS/);
  });

  it('are not missed on a GPU, where setup cannot build them, and where TensorFlow does not load', () => {
    const onGpu = readProbe('{"version":"2.21.0","gpu":true}', '');
    expect(ownFinding(setup, onGpu, undefined)[0]?.status).toBe('ok');
    expect(ownFinding({ ...setup, folder: '' }, onProcessor, undefined)[0]?.status).toBe('ok');
    expect(ownFinding(setup, readProbe('', ''), undefined)).toEqual([]);
  });
});

describe('GPUs', () => {
  const gpus = readGpus('NVIDIA A100-SXM4-40GB, 40960, 550.54.15\nTesla T4, 15360, 550.54.15\n');
  const cpuOnly = readProbe('{"version":"2.21.0","gpu":false}', '');
  const setup = (build: 'cpu' | 'gpu') => ({ version: '2.21.0', build, source: 'wheel', folder: '/x' });

  it('are read from the driver’s table, whose other lines are passed over', () => {
    expect(gpus).toEqual([
      { name: 'NVIDIA A100-SXM4-40GB', memory: '40960', driver: '550.54.15' },
      { name: 'Tesla T4', memory: '15360', driver: '550.54.15' },
    ]);
    expect(readGpus('No devices were found\n')).toEqual([]);
  });

  it('are fine when TensorFlow uses them or there are none', () => {
    expect(
      gpuFinding(gpus, setup('gpu'), { info: { version: '2.21.0', gpu: true }, log: '' }, []).status,
    ).toBe('ok');
    expect(gpuFinding([], setup('cpu'), cpuOnly, ['libcudnn.so']).status).toBe('ok');
  });

  it('are a warning under the CPU build, with the command that changes it', () => {
    const finding = gpuFinding(gpus, setup('cpu'), cpuOnly, []);
    expect(finding).toMatchObject({
      status: 'warning',
      remedy: expect.stringContaining('PLATEAU_TENSORFLOW=gpu'),
    });
    expect(finding.found).toContain('Tesla T4, 15360 MiB, driver 550.54.15');
  });

  it('are a warning that names the missing library, by TensorFlow’s log before the files', () => {
    const log =
      "W dso_loader.cc] Could not load dynamic library 'libcudnn.so.9'; dlerror: x\nCould not load dynamic library 'libcudnn.so.9'";
    expect(missingInLog(log)).toEqual(['libcudnn.so.9']);
    expect(gpuFinding(gpus, setup('gpu'), { ...cpuOnly, log }, ['libcufft.so']).found).toMatch(
      /not used: libcudnn\.so\.9 not found$/,
    );
    expect(gpuFinding(gpus, setup('gpu'), cpuOnly, ['libcufft.so']).found).toMatch(
      /not used: libcufft\.so not found$/,
    );
  });
});

describe('a missing libcuda', () => {
  it('is the driver’s, not setup’s', () => {
    const gpus = [{ name: 'Tesla T4', memory: '15360', driver: '550' }];
    const setup = { version: '2.21.0', build: 'gpu', source: 'wheel', folder: '/x' } as const;
    const probe = readProbe(
      '{"version":"2.21.0","gpu":false}',
      "Could not load dynamic library 'libcuda.so.1'; dlerror",
    );
    expect(gpuFinding(gpus, setup, probe, []).remedy).toMatch(/install the driver/);
  });
});

describe('the system', () => {
  it('shows the instruction sets that TensorFlow profits from', () => {
    expect(instructionSets('fpu SSE AVX avx2 fma sha_ni')).toEqual(['avx', 'avx2', 'fma']);
  });

  it('has a problem with an x86 processor without AVX', () => {
    const cores = { cores: 4, physicalCores: 2 };
    expect(processorFinding('Old', cores, 'fpu sse').status).toBe(process.arch === 'x64' ? 'problem' : 'ok');
    expect(processorFinding('New', cores, 'avx avx2')).toMatchObject({
      status: 'ok',
      found: 'New, 4 threads on 2 cores, avx avx2',
    });
  });

  it('warns of a memory too small for a search at the paper’s size', () => {
    expect(memoryFinding(16e9, 12e9)).toEqual({
      topic: 'Memory',
      status: 'ok',
      found: '16.0 GB, 12.0 GB available',
    });
    expect(memoryFinding(4e9, 8e9)).toMatchObject({ status: 'warning', found: '4.0 GB, 4.0 GB available' });
  });

  it('warns of a disk that is nearly full', () => {
    expect(
      [diskFinding('/h', 50e9), diskFinding('/h', 2e9), diskFinding('/h', 1e8)].map(({ status }) => status),
    ).toEqual(['ok', 'warning', 'problem']);
  });
});

describe('data sets and the desktop shell', () => {
  it('are told by name, an unreadable data set with its problem', async () => {
    expect(await examineDatasets(home)).toMatchObject({ status: 'warning', found: 'none' });
    mkdirSync(path.join(home, 'datasets', 'cifar10'), { recursive: true });
    expect(await examineDatasets(home)).toMatchObject({
      status: 'warning',
      found: expect.stringMatching(/^cifar10 \(.+\)$/),
    });
    expect(examineElectron(home).found).toContain('not installed');
    mkdirSync(path.join(home, 'node_modules', 'electron', 'dist'), { recursive: true });
    expect(examineElectron(home).found).toBe('Electron is installed');
  });
});
