import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { METHOD_NAMES } from '../../src-shared/methods/names.ts';
import { runCli } from './program.ts';

let written: { stdout: string; stderr: string };
let spies: MockInstance[];

function capture(stream: 'stdout' | 'stderr'): MockInstance {
  return vi.spyOn(process[stream], 'write').mockImplementation((text) => {
    written[stream] += String(text);
    return true;
  });
}

beforeEach(() => {
  written = { stdout: '', stderr: '' };
  spies = [capture('stdout'), capture('stderr')];
});
afterEach(() => spies.forEach((spy) => spy.mockRestore()));

describe('the command line', () => {
  it.each([
    [['search', '--batch', '1'], '--batch must be at least 2; got 1.', 'Allowed: 2–4096. Default: 64.'],
    [['search', '--preset', 'dmo'], 'There is no preset "dmo"', 'Did you mean demo?'],
    [['search', '--channels', '3'], 'channels must be even, got 3', 'Choose an even number, e.g. 4.'],
    [
      ['search', '--method', 'pc-darts', '--partial-channels', '3'],
      '--partial-channels must divide channels 16 and leave at least 2, got 3',
      'Choose from 1, 2, 4, 8, or channels 18.',
    ],
    [['methods', 'dartss'], 'There is no method "dartss"; the methods are ms-darts,', 'Did you mean darts?'],
    [['search', '--learning-rate-min', '1'], '--learning-rate-min 1 must not exceed --learning-rate 0.', ''],
    [['search', '--bacth', '2'], "unknown option '--bacth'", 'Did you mean --batch?'],
    [
      ['search', '--parallel', '0'],
      '--parallel must be at least 1; got 0.',
      'Choose a value that is at least 1.',
    ],
    [['search', '--config', 'nowhere.json'], 'nowhere.json cannot be read', 'Give a JSON file with knobs'],
    [['serach'], "unknown command 'serach'", 'Did you mean search?'],
    [['help', 'serach'], 'There is no command "serach".', 'Did you mean search?'],
    [
      ['genotype', 'DARTS_V2', '--epoch', '3'],
      '--epoch 3 is of a run; this genotype comes from',
      'Leave --epoch out',
    ],
    [['show'], "missing required argument 'run'", ''],
    [['show', 'one', 'two'], 'too many arguments', ''],
    [['runs', '--state', 'runing'], '--state must be one of', 'Did you mean running?'],
    [['genotype', 'last', '--epoch', '-1'], '--epoch must be at least 0; got -1.', ''],
    [['genotype'], 'No genotype was named.', '--list'],
    [['evaluate'], 'No genotype was named.', 'plateau genotype --list'],
    [['evaluate', 'DARTS_V2', '--preset', 'dmo'], 'There is no preset "dmo"', 'Did you mean demo?'],
    [['evaluate', 'DARTS_V2', '--epoch', '3'], '--epoch 3 is of a run', 'Leave --epoch out'],
    [['evaluate', '--epoch', '3'], '--epoch is of a run, and none was named.', 'Name the run'],
    [['evaluate', 'DARTS_V2', '--seeds', '0'], '--seeds must be at least 1; got 0.', ''],
    [
      ['evaluate', 'DARTS_V2', '--drop-path', '1'],
      '--drop-path must be less than 1; got 1.',
      'Default: 0.2.',
    ],
    [
      ['evaluate', 'DARTS_V2', '--select', 'best-validation'],
      '--hold-out must be > 0 for select best-validation, got 0',
      'Change one of the values.',
    ],
    [['evaluate', 'DARTS_V2', '--alpha-learning-rate', '1'], "unknown option '--alpha-learning-rate'", ''],
    [['dataset', 'add', 'x', '--format', 'zip'], '--format must be one of', 'Choose one of them.'],
    [
      ['verify', 'x', '--precision', 'float16'],
      '--precision must be one of float32, float64; got "float16".',
      '',
    ],
  ])('refuses %j with exit code 2, what is wrong and what to do', async (args, problem, remedy) => {
    expect(await runCli(args)).toBe(2);
    expect(written.stdout).toBe('');
    expect(written.stderr).toContain(problem);
    expect(written.stderr).toContain(remedy);
  });

  it('has nothing to print for --json alone', async () => {
    expect(await runCli(['--json'])).toBe(2);
    expect(JSON.parse(written.stdout)).toEqual({
      error: { message: '--json needs a command whose answer it prints.', remedy: 'See --help.' },
    });
  });

  it.each([
    [['--help']],
    [['help', 'search']],
    [['search', '--help']],
    [['evaluate', '--help']],
    [['dataset', 'add', '--help']],
    [['bench', '--help']],
  ])('helps with %j', async (args) => {
    expect(await runCli(args)).toBe(0);
    expect(written.stdout).toContain('Usage: plateau');
    expect(written.stderr).toBe('');
  });

  it('tells its version', async () => {
    expect(await runCli(['--version'])).toBe(0);
    expect(written.stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it('lists the methods, and prints the page of one', async () => {
    expect(await runCli(['methods'])).toBe(0);
    for (const name of METHOD_NAMES) expect(written.stdout).toMatch(new RegExp(`^${name} `, 'mu'));
    written.stdout = '';
    expect(await runCli(['methods', 'pc-darts'])).toBe(0);
    for (const part of [
      'PC-DARTS',
      'arXiv 1907.05737',
      'softmax_j(β_ji)',
      'plateau search --method pc-darts',
    ])
      expect(written.stdout).toContain(part);
    expect(written.stdout).toMatch(/--partial-channels +4 +method/u);
    written.stdout = '';
    expect(await runCli(['methods', 'pc-darts', '--json'])).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ name: 'pc-darts', title: 'PC-DARTS' });
  });

  it('takes genotypes as text, and refuses wrong ones', async () => {
    const edges = Array.from({ length: 8 }, (_, index) => `('skip_connect', ${index % 2})`).join(', ');
    const text = `Genotype(normal=[${edges}], normal_concat=range(2, 6), reduce=[${edges}], reduce_concat=range(2, 6))`;
    expect(await runCli(['genotype', text])).toBe(0);
    expect(written.stdout).toContain("Genotype(normal=[('skip_connect', 0), ");
    expect(await runCli(['genotype', text.replace('skip_connect', 'skip_conect')])).toBe(1);
    expect(written.stderr).toContain('Did you mean skip_connect?');
  });
});
