/** Which kinds of runs this version can start. */
import type { RunConfig } from '../../src-shared/run/runConfig.ts';

type Kind = RunConfig['kind'];

/** Why a queued run of a kind waits although a device is free; null: nothing hinders it. */
const HINDRANCES: Readonly<Record<Kind, string | null>> = {
  search: null,
  evaluation: 'Waits: this version does not train evaluations yet.',
};

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(HINDRANCES, kind);
}

/** Why runs of this kind are never started; null where they are. */
export function hindrance(kind: string): string | null {
  return isKind(kind) ? HINDRANCES[kind] : `Waits: this version knows no runs of kind "${kind}".`;
}
