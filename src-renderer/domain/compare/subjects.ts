/** What the curves of Compare stand for: single runs, or groups of runs that differ in their seed. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';

export interface Subject {
  /** The run's id, or the group. */
  readonly key: string;
  /** Full name; unique among the subjects. */
  readonly label: string;
  /** One run, or those of the group that were chosen. */
  readonly runs: readonly RunSummary[];
}

/** Adds the last letters of the key to labels that several subjects would share. */
function unique(subjects: readonly Subject[]): Subject[] {
  const seen = new Map<string, number>();
  for (const { label } of subjects) seen.set(label, (seen.get(label) ?? 0) + 1);
  return subjects.map((subject) =>
    seen.get(subject.label) === 1
      ? subject
      : { ...subject, label: `${subject.label} · ${subject.key.slice(-4)}` },
  );
}

/** One subject a run: `ms-darts s5 cifar10 · seed 2`. */
export function runSubjects(runs: readonly RunSummary[]): Subject[] {
  return unique(runs.map((run) => ({ key: run.id, label: `${run.name} · seed ${run.seed}`, runs: [run] })));
}

/** One subject a group, in the order of their first runs. */
export function groupSubjects(runs: readonly RunSummary[]): Subject[] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const members = groups.get(run.group);
    if (members === undefined) groups.set(run.group, [run]);
    else members.push(run);
  }
  return unique([...groups].map(([key, members]) => ({ key, label: members[0]!.name, runs: members })));
}

/** The chosen runs as the subjects of charts. */
export function subjectsOf(runs: readonly RunSummary[], grouped: boolean): Subject[] {
  return grouped ? groupSubjects(runs) : runSubjects(runs);
}
