/**
 * The contract between the host and its clients (command line, window, browser): one table, command
 * name → what goes in and what comes out. Both sides parse with these schemas.
 */
import { z } from 'zod';
import { searchConfigSchema } from '../run/config.ts';
import { evalConfigSchema } from '../run/evalConfig.ts';
import { exportOptionsSchema, exportReportSchema, untrainedNetworkSchema } from '../run/exportReport.ts';
import { estimateReportSchema, spectrumReportSchema } from '../run/reports.ts';
import {
  decodeWaySchema,
  datasetEntrySchema,
  datasetSampleSchema,
  findingSchema,
  hardwareSchema,
} from './datasets.ts';
import {
  bandSchema,
  curveSchema,
  runDetailSchema,
  runEventsSchema,
  runStateSchema,
  runSummarySchema,
  seriesSchema,
} from './runs.ts';

const run = z
  .string()
  .min(1)
  .describe('id of a run, a beginning of it that fits only one, its name, or "last"');
const oneRun = z.strictObject({ run });
const ids = z.array(z.string().min(1)).min(1).max(1000).describe('whole ids of runs');
const someRuns = z.strictObject({ runs: z.array(runSummarySchema) });
const nothing = z.strictObject({});
const dataset = z.string().min(1).max(100);
const tag = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^,]+$/u);
const curveOptions = {
  name: z.string().min(1).max(100).describe('a series: `epoch.lambdaMax`, `step.loss`, …'),
  smoothing: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('weight of the past in the debiased exponential mean over steps; 0: none'),
  maxPoints: z.int().min(16).max(20_000).default(800).describe('points kept of a curve'),
};

export const commands = {
  'host.info': {
    input: nothing,
    output: z.strictObject({
      version: z.string(),
      home: z.string(),
      hostname: z.string(),
      pid: z.int(),
      devices: z.array(z.string()),
      parallel: z.int().describe('runs at the same time on one device'),
      running: z.int(),
      queued: z.int(),
    }),
  },
  'host.hardware': { input: nothing, output: hardwareSchema },
  'host.doctor': { input: nothing, output: z.strictObject({ findings: z.array(findingSchema) }) },
  'queue.configure': {
    input: z.strictObject({ parallel: z.int().min(1).max(64) }),
    output: z.strictObject({ parallel: z.int() }),
  },

  'runs.list': { input: z.strictObject({ state: runStateSchema.optional() }), output: someRuns },
  'runs.get': { input: oneRun, output: runDetailSchema },
  'runs.series': {
    input: z.strictObject({ run, names: z.array(z.string()).min(1).max(100) }),
    output: z.strictObject({ series: z.array(seriesSchema) }),
  },
  'runs.events': {
    input: z.strictObject({
      run,
      since: z.int().min(0).default(0),
      steps: z
        .enum(['all', 'last', 'none'])
        .default('all')
        .describe('which step events: they are most of a log'),
    }),
    output: runEventsSchema,
  },
  'runs.log': {
    input: z.strictObject({ run, lines: z.int().min(1).max(5000).default(500) }),
    output: z.strictObject({ lines: z.array(z.string()).describe("the last of the process's own output") }),
  },
  'runs.create': { input: z.strictObject({ config: searchConfigSchema }), output: runSummarySchema },
  'runs.resume': {
    input: z.strictObject({
      run,
      from: z.string().min(1).optional().describe('a checkpoint file; without it the newest'),
    }),
    output: runSummarySchema,
  },
  'runs.stop': { input: oneRun, output: runSummarySchema },
  'runs.pause': { input: oneRun, output: runSummarySchema },
  'runs.cancel': { input: oneRun, output: runSummarySchema },
  'runs.import': {
    input: z.strictObject({ folder: z.string().min(1), link: z.boolean().default(false) }),
    output: runSummarySchema,
  },
  /** Takes the sample run that comes with Plateau among the runs; a second time gives the first. */
  'runs.sample': { input: nothing, output: runSummarySchema },
  'runs.annotate': {
    input: z.strictObject({
      runs: ids,
      name: z.string().max(200).optional(),
      notes: z.string().max(100_000).optional(),
      addTags: z.array(tag).max(50).default([]),
      removeTags: z.array(tag).max(50).default([]),
      archived: z.boolean().optional(),
    }),
    output: someRuns,
  },
  'runs.delete': {
    input: z.strictObject({ runs: ids }),
    output: z.strictObject({
      deleted: z.array(z.string()).describe('moved to the trash; `runs.restore` brings them back'),
    }),
  },
  'runs.restore': { input: z.strictObject({ runs: ids }), output: someRuns },
  'trash.empty': {
    input: nothing,
    output: z.strictObject({ runs: z.int().describe('run folders removed for good') }),
  },
  'runs.spectrum': {
    input: oneRun,
    output: spectrumReportSchema,
  },
  'series.curves': {
    input: z.strictObject({ runs: ids, ...curveOptions }),
    output: z.strictObject({ curves: z.array(curveSchema) }),
  },
  'series.bands': {
    input: z.strictObject({ groups: z.array(ids).min(1).max(200), ...curveOptions }),
    output: z.strictObject({ bands: z.array(bandSchema) }),
  },
  'search.estimate': { input: z.strictObject({ config: searchConfigSchema }), output: estimateReportSchema },
  'evaluations.create': {
    input: z.strictObject({
      config: evalConfigSchema,
      seeds: z.int().min(1).max(100).default(1).describe('runs to make, with seeds from the one given on'),
    }),
    output: someRuns,
  },

  /** Writes a network in formats that other programs read, and runs it in them: see `exportReportSchema`. */
  'exports.create': {
    input: z.strictObject({
      run: run
        .optional()
        .describe('an evaluation: its trained network; a search: an untrained one of its genotype'),
      epoch: z
        .int()
        .min(0)
        .optional()
        .describe('of a search: the genotype after this epoch; else the final one'),
      checkpoint: z.string().min(1).optional().describe('of an evaluation: a file; without it the newest'),
      genotype: z.string().min(1).max(20_000).optional().describe('in the place of a run'),
      network: untrainedNetworkSchema.prefault({}),
      ...exportOptionsSchema.shape,
      out: z.string().min(1).optional().describe('folder on the host; absent: `exports/<name>` in its home'),
    }),
    output: exportReportSchema,
  },

  'datasets.list': { input: nothing, output: z.strictObject({ datasets: z.array(datasetEntrySchema) }) },
  'datasets.samples': {
    input: z.strictObject({ name: dataset, count: z.int().min(1).max(200).default(24) }),
    output: z.strictObject({ samples: z.array(datasetSampleSchema) }),
  },
  'datasets.add': {
    input: z.strictObject({
      name: dataset,
      from: z.string().min(1).optional().describe('file or folder on the host; absent: the official place'),
      size: z.int().min(4).max(1024).optional().describe('height and width an image folder is given, pixels'),
      decode: decodeWaySchema.optional().describe('when the files of an image folder are decoded'),
    }),
    output: datasetEntrySchema,
  },
  'datasets.remove': { input: z.strictObject({ name: dataset }), output: nothing },
  'datasets.check': {
    input: z.strictObject({ name: dataset }),
    output: z.strictObject({ ok: z.boolean(), problems: z.array(z.string()) }),
  },

  'store.rebuild': {
    input: nothing,
    output: z.strictObject({
      runs: z.int(),
      skipped: z.array(z.strictObject({ folder: z.string(), reason: z.string() })),
    }),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type CommandName = keyof typeof commands;
/** What a caller passes: fields with a default may be left out. */
export type CommandInput<N extends CommandName> = z.input<(typeof commands)[N]['input']>;
/** What a handler receives after parsing. */
export type CommandArguments<N extends CommandName> = z.output<(typeof commands)[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<(typeof commands)[N]['output']>;

/** One handler a command; a missing one does not compile. */
export type CommandHandlers = {
  readonly [N in CommandName]: (input: CommandArguments<N>) => CommandOutput<N> | Promise<CommandOutput<N>>;
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
