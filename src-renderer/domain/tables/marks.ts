/** Footnotes of tables: what a reader must know of the runs in a cell. */
export const MARKS = {
  shortened: { sign: '*', text: 'shortened runs: fewer steps, images or a smaller part of the schedule' },
  unfinished: { sign: '†', text: 'runs that have not finished: what they had so far' },
  mixed: { sign: '‡', text: 'runs of different settings or genotypes in one mean' },
  rules: { sign: '‖', text: 'runs that chose the epoch they report by different rules in one mean' },
  testChosen: { sign: '¶', text: 'the epoch was chosen on the test set itself' },
  notFinite: { sign: '§', text: 'runs whose value is not finite, left out of the mean' },
} as const satisfies Record<string, { sign: string; text: string }>;
export type MarkId = keyof typeof MARKS;

export const MARK_ORDER = Object.keys(MARKS).filter((id): id is MarkId => Object.hasOwn(MARKS, id));

/** The signs behind a cell: `*†`. */
export function signs(marks: readonly MarkId[]): string {
  return marks.map((mark) => MARKS[mark].sign).join('');
}

/** The footnotes of the marks that occur: `* shortened runs: …`. */
export function footnotes(marks: readonly MarkId[]): string[] {
  return MARK_ORDER.filter((mark) => marks.includes(mark)).map(
    (mark) => `${MARKS[mark].sign} ${MARKS[mark].text}`,
  );
}
