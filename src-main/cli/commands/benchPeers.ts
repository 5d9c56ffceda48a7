/** `plateau bench peers`: steps of searches and evaluations raced against PyTorch on this machine. */
import { availableParallelism, constants } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import packageJson from '../../../package.json' with { type: 'json' };
import { currentTensorFlow } from '../../../scripts/setup/tensorflow.mjs';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { PEER_CONFIGS, type BenchPeersReport, type PeerSide } from '../../../src-shared/run/reports.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import { makeFolder, writeDurably } from '../../engine/run/durable.ts';
import { examineMemory, examineProcessor } from '../../host/doctorSystem.ts';
import { runs, type Context, type Frame } from '../command.ts';
import type { Answer } from '../output.ts';
import { palette } from '../palette.ts';
import { configText, SIDE_TITLES } from '../peers/configs.ts';
import { measure } from '../peers/measure.ts';
import { reportMarkdown, reportText } from '../peers/peersText.ts';
import { findPeer, type Peer } from '../peers/python.ts';
import { plan, race, type Heat, type Results } from '../peers/race.ts';
import { compare } from '../peers/ratios.ts';

const cores = availableParallelism();

/** What a shell takes for the end by Ctrl-C. */
const interruptedCode = 128 + constants.signals.SIGINT;

const optionsSchema = z.strictObject({
  peerPython: z.string().optional(),
  configs: z.array(z.enum(PEER_CONFIGS)).default([...PEER_CONFIGS]),
  rounds: z.int().min(1).default(3),
  steps: z.int().min(1).default(3),
  threads: z.int().min(1).max(cores).default(cores),
  memory: searchConfigSchema.shape.memory,
  curvature: z.boolean().default(false),
  asPublished: z.boolean().default(false),
  out: z.string().optional(),
});
type Options = z.output<typeof optionsSchema>;

type Report = Omit<BenchPeersReport, 'complete' | 'comparisons' | keyof Results>;

async function emptyReport(home: string, peer: Peer, options: Options): Promise<Report> {
  const { configs, rounds, steps, threads, memory: knob } = options;
  const [processor, memory] = await Promise.all([examineProcessor(), examineMemory()]);
  return {
    date: new Date().toISOString(),
    machine: { processor: processor.found, memory: memory.found },
    versions: {
      plateau: packageJson.version,
      node: process.version,
      tensorflow: currentTensorFlow(home)?.version ?? null,
      torch: peer.torch,
    },
    settings: { configs, rounds, steps, threads, memory: knob },
    skipped: peer.skipped,
  };
}

/** Puts the report where `out` says: whole at any moment, so that an interrupted race keeps what it has. */
function keep(report: BenchPeersReport, out: string | undefined): void {
  if (out === undefined) return;
  const folder = path.resolve(out);
  makeFolder(folder);
  writeDurably(path.join(folder, 'peers.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  writeDurably(path.join(folder, 'peers.md'), reportMarkdown(report));
}

/** The sides in the order in which they start: the peers first. */
function sidesOf({ skipped }: Peer, asPublished: boolean): PeerSide[] {
  if (skipped !== null) return ['plateau'];
  return asPublished ? ['tuned', 'published', 'plateau'] : ['tuned', 'plateau'];
}

async function benchPeers({ home, output }: Context, options: Options): Promise<Answer> {
  const { rounds, steps, threads, memory, curvature, asPublished, out } = options;
  const peer = await findPeer(options.peerPython);
  if (peer.skipped !== null) output.note(peer.skipped);
  const empty = await emptyReport(home, peer, options);
  const heats = plan({ configs: options.configs, rounds, sides: sidesOf(peer, asPublished), curvature });
  const reportOf = (results: Results, complete: boolean): BenchPeersReport => ({
    ...empty,
    complete,
    ...results,
    comparisons: compare(results.measurements),
  });
  const interrupt = new AbortController();
  const press = (): void => interrupt.abort();
  process.on('SIGINT', press).on('SIGTERM', press);
  try {
    keep(reportOf({ measurements: [], problems: [] }, false), out); // a folder that cannot be written shows now
    const { signal } = interrupt;
    const runner = { steps, threads, memory, signal, python: peer.python };
    const start = (heat: Heat): ReturnType<typeof measure> => {
      output.note(
        `Round ${heat.round} of ${rounds}, ${heat.config}, ${heat.what}: ${SIDE_TITLES[heat.side]}`,
      );
      return measure(heat, runner);
    };
    const results = await race(heats, start, (so) => keep(reportOf(so, false), out), signal);
    const report = reportOf(results, !signal.aborted);
    keep(report, out);
    const failed = results.problems.length > 0 ? 1 : 0;
    return {
      data: report,
      text: reportText(report, palette(process.stdout)),
      exitCode: signal.aborted ? interruptedCode : failed,
    };
  } finally {
    process.off('SIGINT', press).off('SIGTERM', press);
  }
}

/** Adds `peers` below `plateau bench`. */
export function addBenchPeers(bench: Command, frame: Frame): void {
  const command = bench
    .command('peers')
    .summary('race steps of searches and evaluations against PyTorch on this machine')
    .description(
      `Races steps of searches and evaluations against PyTorch on the processor: one process at a time, the sides in turn; ratios of the minima. Let nothing else run. Configs:\n${PEER_CONFIGS.map((config) => `  ${config}  ${configText(config)}`).join('\n')}`,
    )
    .option(
      '--peer-python <path>',
      'a Python with PyTorch (default PLATEAU_PEER_PYTHON, else python3; skipped where it has none)',
    )
    .option('--configs <list>', `of ${PEER_CONFIGS.join(',')} (default all)`, (text) => [
      ...new Set(text.split(',')),
    ])
    .option('--rounds <number>', 'rounds (default 3)', numberOrText)
    .option('--steps <number>', 'timed steps a round (default 3)', numberOrText)
    .option('--threads <number>', `threads of either side (default and most: ${cores})`, numberOrText)
    .option('--memory <mode>', 'of Plateau: fast or lean (default fast)')
    .option('--curvature', 'race λ_max at B, too: minutes a round')
    .option('--as-published', 'race PyTorch as published, too, not only the tuned one')
    .option('--out <dir>', 'keep peers.json and peers.md there, after each process');
  runs(command, frame, optionsSchema, (context, _args, options) => benchPeers(context, options));
}
