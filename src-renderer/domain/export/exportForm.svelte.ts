/** The form of an export: which formats, where to, and what came of it. */
import { toast } from 'svelte-sonner';
import type { CommandInput } from '../../../src-shared/contract/commands.ts';
import { describeError } from '../../../src-shared/errors.ts';
import {
  EXPORT_FORMATS,
  exportOptionsSchema,
  type ExportFormat,
  type ExportReport,
  type UntrainedNetwork,
} from '../../../src-shared/run/exportReport.ts';
import { client } from '../../state/client.ts';

/** What is exported: the trained network of an evaluation, or an untrained one of a genotype. */
export type ExportSource =
  | { readonly kind: 'run'; readonly run: string; readonly name: string }
  | {
      readonly kind: 'genotype';
      readonly genotype: string;
      readonly name: string;
      readonly network: Omit<UntrainedNetwork, 'seed'>;
    };

const DEFAULTS = exportOptionsSchema.parse({});

/** The whole number in a text; undefined for anything else. */
function wholeOf(text: string): number | undefined {
  return /^\d+$/u.test(text.trim()) ? Number(text) : undefined;
}

/** The form's state; call it while the dialog is made. */
export function createExportForm(source: ExportSource, closed: () => boolean) {
  let formats = $state.raw<readonly ExportFormat[]>(EXPORT_FORMATS);
  let out = $state('');
  let force = $state(DEFAULTS.force);
  let images = $state(String(DEFAULTS.images));
  let seed = $state('1');
  let working = $state(false);
  let failure = $state<string>();
  let report = $state.raw<ExportReport>();
  const { name } = source;

  function what(): Pick<CommandInput<'exports.create'>, 'run' | 'genotype' | 'network'> {
    if (source.kind === 'run') return { run: source.run };
    return { genotype: source.genotype, network: { ...source.network, seed: wholeOf(seed) ?? 0 } };
  }

  return {
    get formats() {
      return formats;
    },
    set formats(chosen: readonly ExportFormat[]) {
      formats = chosen;
    },
    get out() {
      return out;
    },
    set out(folder: string) {
      out = folder;
    },
    get force() {
      return force;
    },
    set force(on: boolean) {
      force = on;
    },
    get images() {
      return images;
    },
    set images(text: string) {
      images = text;
    },
    get seed() {
      return seed;
    },
    set seed(text: string) {
      seed = text;
    },
    get problem(): string | undefined {
      if (formats.length === 0) return 'Choose at least one format.';
      const count = wholeOf(images);
      if (count === undefined || count < 1 || count > 10_000)
        return `Images must be a whole number from 1 to 10,000; got "${images}".`;
      if (source.kind === 'genotype' && wholeOf(seed) === undefined)
        return `Seed must be a whole number; got "${seed}".`;
      return undefined;
    },
    get working() {
      return working;
    },
    get failure() {
      return failure;
    },
    get report() {
      return report;
    },
    async start(): Promise<void> {
      working = true;
      failure = undefined;
      report = undefined;
      try {
        report = await client.invoke('exports.create', {
          ...what(),
          name,
          formats: [...formats],
          force,
          images: wholeOf(images) ?? DEFAULTS.images,
          ...(out.trim() === '' ? {} : { out: out.trim() }),
        });
        // Whoever closed the dialog is told all the same.
        if (closed() && report.pass) toast.success(`${name} is exported`, { description: report.folder });
        else if (closed())
          toast.error(`${name} was not exported`, { description: 'Its logits differ from the engine’s.' });
      } catch (error) {
        failure = describeError(error);
        if (closed()) toast.error(`${name} could not be exported`, { description: failure });
      } finally {
        working = false;
      }
    },
  };
}
