/** Something drawn that can be taken into a paper. */
export interface Figure {
  /** File name without its ending. */
  readonly name: string;
  /** A standalone SVG document in the light palette: every style inlined, no outside reference. */
  readonly svg: () => string;
  /** The numbers of exactly what is shown. */
  readonly csv: () => string;
}
