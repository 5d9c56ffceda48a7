/** How a run was done: where, with what, and after which resumes. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { RunHistory } from './runHistory.ts';

function resumedText(steps: readonly number[]): string {
  if (steps.length === 0) return 'never';
  return `${steps.length === 1 ? 'once, from' : `${steps.length} times, last from`} step ${steps.at(-1)!}`;
}

function networkText(network: RunHistory['network']): string {
  if (network === undefined) return '—';
  const { parameters, auxiliaryParameters, macs } = network;
  const exact = (value: number): string => value.toLocaleString('en');
  return [
    `${exact(parameters)} parameters`,
    ...(auxiliaryParameters === undefined ? [] : [`${exact(auxiliaryParameters)} of the auxiliary head`]),
    ...(macs === undefined ? [] : [`${exact(macs)} MACs`]),
  ].join(', ');
}

/** Names and values of the reproducibility card. */
export function repeatFacts(run: RunSummary, { started, resumed, network }: RunHistory): [string, string][] {
  const newest = resumed.at(-1) ?? started;
  const versions = Object.entries(started?.versions ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    ['Seed', String(run.seed)],
    ['Versions', versions.join(', ') || '—'],
    ['Host', newest?.host ?? '—'],
    ['Device', newest?.device ?? run.device ?? '—'],
    [run.kind === 'evaluation' ? 'Network' : 'Supernet', networkText(network)],
    ['Resumed', resumedText(resumed.map(({ fromStep }) => fromStep))],
    ['Id', run.id],
    ['Folder', run.folder],
  ];
}

/** The card as text. */
export function repeatText(command: string, facts: readonly (readonly [string, string])[]): string {
  return [command, ...facts.map(([name, value]) => `# ${name}: ${value}`)].join('\n');
}
