import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { reasonOf, run } from './command.mjs';
import { chosenNode } from './node.mjs';
import { megabytes, stepProgress } from './progress.mjs';
import { atLeast } from './versions.mjs';
import { announcedBytes, nameOf } from './wheel.mjs';

const failure = (stderr: string) => ({ code: 1, stdout: '', stderr });

describe('atLeast', () => {
  it.each([
    ['v22.18.0', '22.18.0', true],
    ['v22.9.3', '22.18.0', false],
    ['24.0.0', '22.18.0', true],
    ['20.99.99', '22.18.0', false],
    ['22.18.1-nightly', '22.18.0', true],
  ])('%s against %s is %s', (version, minimum, expected) => {
    expect(atLeast(version, minimum)).toBe(expected);
  });
});

describe('reasonOf', () => {
  it('skips npm’s codes for the words behind them', () => {
    const text =
      'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to x failed\nnpm error A complete log';
    expect(reasonOf(failure(text))).toBe('network request to x failed');
  });

  it('finds pip’s error after its warnings', () => {
    const text = 'WARNING: Retrying\nERROR: No matching distribution found for tensorflow-cpu==0.0.';
    expect(reasonOf(failure(text))).toBe('No matching distribution found for tensorflow-cpu==0.0');
  });

  it('falls back to the last line, then to the exit code', () => {
    expect(reasonOf(failure('first\nlast\n'))).toBe('last');
    expect(reasonOf(failure(''))).toBe('exit code 1');
  });
});

describe('run', () => {
  it('gives 127 for a command that is not installed', async () => {
    expect((await run('plateau-no-such-command', [])).code).toBe(127);
  });

  it('gives both streams and the exit code', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    expect(await run(process.execPath, ['-e', script])).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });
});

describe('stepProgress', () => {
  const written = (terminal: boolean) => {
    const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: terminal });
    const progress = stepProgress(stream, '[3/4] TensorFlow');
    progress.phase('downloading');
    for (let done = 0; done <= 200e6; done += 1e6) progress.amount('downloading', done, 200e6);
    progress.done('done in 9 s');
    return String(stream.read());
  };

  it('writes a plain line for each tenth where nobody watches', () => {
    const lines = written(false).trim().split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[2]).toBe('[3/4] TensorFlow: downloading 20 of 200 MB');
    expect(lines.at(-1)).toBe('[3/4] TensorFlow: done in 9 s');
  });

  it('redraws one line with a bar on a terminal', () => {
    const text = written(true);
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text).toContain('\r\x1b[K[3/4] TensorFlow: downloading [████████████░░░░░░░░░░░░] 100 of 200 MB');
  });

  it('never says more than the total', () => {
    expect(megabytes(300e6, 274e6)).toBe('274 of 274 MB');
  });
});

describe('the wheel', () => {
  it('is announced by pip with its size', () => {
    expect(announcedBytes('  Downloading tensorflow_cpu-2.21.0-cp311.whl (273.8 MB)')).toBe(273.8e6);
    expect(announcedBytes('Collecting tensorflow-cpu==2.21.0')).toBeUndefined();
  });

  it.each([
    ['tensorflow-cpu==2.21.0', 'tensorflow_cpu'],
    ['nvidia-cudnn-cu12<10.0,>=9.3.0.75', 'nvidia_cudnn_cu12'],
  ])('of %s begins with %s', (requirement, name) => {
    expect(nameOf(requirement)).toBe(name);
  });
});

describe('chosenNode', () => {
  it('is one that runs these sources', () => {
    expect(chosenNode('/nowhere')?.version ?? process.version).toMatch(/^v?2[2-9]\./);
  });
});
