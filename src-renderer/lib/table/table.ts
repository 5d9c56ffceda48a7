/** A table of texts, on its way into a paper. */
export interface TextTable {
  readonly caption?: string;
  readonly head: readonly string[];
  /** Each as long as the head. */
  readonly rows: readonly (readonly string[])[];
}
