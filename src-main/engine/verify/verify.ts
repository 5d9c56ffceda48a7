/** Replays a golden folder against the engine: the largest error of each quantity, and whether it passes. */
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import type { CaseReport, VerifyReport } from '../../../src-shared/run/reports.ts';
import type { Precision } from '../tensorflow/graph.ts';
import { replayBetaDarts } from './betaCase.ts';
import { replayChoiceNetwork } from './choiceCase.ts';
import { Comparison } from './comparison.ts';
import { replayDaas } from './daasCase.ts';
import { replayDirichlet } from './dirichletCase.ts';
import { replayRdarts } from './dropPathCase.ts';
import { replayEvaluation } from './evaluationCase.ts';
import { replayFairDarts } from './fairDartsCase.ts';
import { replayGdasNetwork } from './gdas/gdasNetworkCase.ts';
import { replayGdas } from './gdasCase.ts';
import {
  replayDaasGenotypes,
  replayDaasSchedules,
  replayFairGenotypes,
  replayGdasGenotypes,
  replayPcdartsGenotypes,
} from './genotypeCases.ts';
import { type GoldenCase, openGoldenFolder } from './goldenFolder.ts';
import { replayLambdaDarts } from './lambdaCase.ts';
import { replayNasbenchCells, replayNasbenchDiscretise, replayNasbenchHash } from './nasbenchCases.ts';
import { replayOperations } from './operationsCase.ts';
import { replayPcDarts } from './pcDartsCase.ts';
import { replayPdartsNetwork, replaySgasNetwork } from './prunedCases.ts';
import { replayClip, replayGenotypes, replaySchedules } from './ruleCases.ts';
import { replaySecondOrder } from './secondOrderCase.ts';
import { replaySgas, replaySgasDecisions } from './sgasCase.ts';
import { replayPdarts, replayPdartsSchedule, replayRdartsSchedule } from './stageCases.ts';
import { replayEigenvalueStops, replayRecordedHessians, replaySkipAndRankingStops } from './stopCases.ts';
import { replaySupernet } from './supernetCase.ts';

export interface VerifyOptions {
  readonly precision: Precision;
  /** Only the cases of these names; empty: all. */
  readonly cases: readonly string[];
  readonly progress: (label: string) => void;
}

interface CaseContext extends VerifyOptions {
  readonly folder: string;
  readonly name: string;
  readonly golden: GoldenCase;
  readonly check: Comparison;
}

const fileOf = (golden: GoldenCase): string => z.looseObject({ file: z.string() }).parse(golden).file;

/** How each kind of case is replayed; other kinds are reported as unsupported. */
const KINDS: Readonly<Record<string, (context: CaseContext) => void>> = {
  supernet: ({ folder, name, golden, precision, check, progress }) =>
    replaySupernet(folder, name, golden, precision, check, (label) => progress(`${name}: ${label}`)),
  eval: ({ folder, name, golden, precision, check }) =>
    replayEvaluation(folder, name, golden, precision, check),
  ops: ({ folder, name, golden, precision, check }) =>
    replayOperations(folder, name, golden, precision, check),
  genotypes: ({ folder, golden, check }) => replayGenotypes(folder, fileOf(golden), check),
  clip: ({ folder, golden, precision, check }) => replayClip(folder, fileOf(golden), precision, check),
  schedules: ({ folder, golden, check }) => replaySchedules(folder, fileOf(golden), check),
  'darts-2nd': ({ folder, name, golden, precision, check }) =>
    replaySecondOrder(folder, name, golden, precision, check),
  'beta-darts': ({ folder, name, golden, precision, check }) =>
    replayBetaDarts(folder, name, golden, precision, check),
  drnas: ({ folder, name, golden, precision, check }) =>
    replayDirichlet(folder, name, golden, precision, check),
  'darts-es': ({ folder, golden, check }) => replayEigenvalueStops(folder, golden, check),
  'darts-es-hessians': ({ folder, golden, check }) => replayRecordedHessians(folder, golden, check),
  'darts-plus': ({ folder, golden, check }) => replaySkipAndRankingStops(folder, golden, check),
  sgas: ({ folder, golden, check }) => replaySgas(folder, golden, check),
  'sgas-decisions': ({ folder, golden, check }) => replaySgasDecisions(folder, golden, check),
  'p-darts': ({ folder, golden, check }) => replayPdarts(folder, golden, check),
  'p-darts-schedule': ({ folder, golden, check }) => replayPdartsSchedule(folder, golden, check),
  'r-darts-dp-schedule': ({ folder, golden, check }) => replayRdartsSchedule(folder, golden, check),
  'pcdarts-genotypes': ({ folder, golden, check }) => replayPcdartsGenotypes(folder, golden, check),
  'gdas-genotypes': ({ folder, golden, check }) => replayGdasGenotypes(folder, golden, check),
  'fair-darts-genotypes': ({ folder, golden, check }) => replayFairGenotypes(folder, golden, check),
  'daas-genotypes': ({ folder, golden, check }) => replayDaasGenotypes(folder, golden, check),
  'daas-schedules': ({ folder, golden, check }) => replayDaasSchedules(folder, golden, check),
  pcdarts: replayPcDarts,
  'fair-darts': replayFairDarts,
  'gdas-s5': replayGdas,
  'gdas-nasnet': replayGdasNetwork,
  'gdas-nb201': replayGdasNetwork,
  daas: replayDaas,
  'r-darts-dp': replayRdarts,
  'lambda-darts': replayLambdaDarts,
  'sgas-net': replaySgasNetwork,
  'p-darts-net': replayPdartsNetwork,
  nb1shot1: replayChoiceNetwork,
  'nb1shot1-discretise': ({ folder, golden, check }) => replayNasbenchDiscretise(folder, golden, check),
  'nb101-hash': ({ folder, golden, check }) => replayNasbenchHash(folder, golden, check),
  'nb101-cells': ({ folder, golden, check }) => replayNasbenchCells(folder, golden, check),
};

/** A folder passes when no case fails and something was computed. */
export function verifyFolder(folder: string, options: VerifyOptions): VerifyReport {
  const { cases } = openGoldenFolder(folder);
  const unknown = options.cases.find((name) => !(name in cases));
  if (unknown !== undefined)
    throw new PlateauError(
      `There is no case "${unknown}".`,
      `Cases of this folder: ${Object.keys(cases).join(', ')}.`,
    );
  const chosen = Object.entries(cases).filter(
    ([name]) => options.cases.length === 0 || options.cases.includes(name),
  );
  const reports = chosen.map(([name, golden]) => verifyCase(folder, name, golden, options));
  const computed = reports.some((report) => report.quantities.length > 0);
  return {
    pass: computed && reports.every((report) => report.status !== 'fail'),
    precision: options.precision,
    cases: reports,
  };
}

function verifyCase(folder: string, name: string, golden: GoldenCase, options: VerifyOptions): CaseReport {
  const check = new Comparison(name, golden, options.precision);
  const replay = KINDS[golden.kind];
  options.progress(name);
  if (!replay) {
    check.unsupported.push(`kind "${golden.kind}"`);
    return check.report();
  }
  try {
    replay({ ...options, folder, name, golden, check });
  } catch (error) {
    if (!(error instanceof PlateauError || error instanceof z.ZodError)) throw error;
    check.problems.push(error.message);
  }
  return check.report();
}
