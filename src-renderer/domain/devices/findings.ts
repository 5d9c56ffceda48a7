/** Doctor's findings in the order in which they matter, and as text. */
import type { DoctorFinding } from '../../../src-shared/contract/datasets.ts';

const RANK: Readonly<Record<DoctorFinding['status'], number>> = { problem: 0, warning: 1, ok: 2 };

/** Problems first, then warnings; within each as they were found. */
export function byWeight(findings: readonly DoctorFinding[]): DoctorFinding[] {
  return findings.toSorted((left, right) => RANK[left.status] - RANK[right.status]);
}

/** `2 problems, 1 warning`, `everything is in order`. */
export function summary(findings: readonly DoctorFinding[]): string {
  const parts = (['problem', 'warning'] as const).flatMap((status) => {
    const count = findings.filter((finding) => finding.status === status).length;
    return count === 0 ? [] : [`${count} ${status}${count === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? 'everything is in order' : parts.join(', ');
}

/** The findings to paste into a question. */
export function findingsText(findings: readonly DoctorFinding[]): string {
  return findings
    .map(({ topic, status, found, remedy }) =>
      [`[${status}] ${topic}: ${found}`, ...(remedy === undefined ? [] : [`    ${remedy}`])].join('\n'),
    )
    .join('\n');
}
