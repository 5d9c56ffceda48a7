/** What a chart shows. The screen (Chart.js) and the exports (SVG, CSV) are both made from it. */
export interface ChartPoint {
  readonly x: number;
  /** Not finite: drawn as a ✕ at the edge, never bridged by a line. */
  readonly y: number;
}

export interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

export interface ChartSeries {
  readonly name: string;
  /** `#rrggbb`. */
  readonly colour: string;
  readonly points: readonly ChartPoint[];
  readonly dashed?: boolean;
  /** Drawn thin and pale: raw values behind smoothed ones, runs behind their mean. Not in the legend. */
  readonly faint?: boolean;
  /** Drawn as steps: the value holds until the next point. */
  readonly stepped?: boolean;
  /** Filled between low and high: mean ± std. */
  readonly band?: readonly BandPoint[];
  /** Given back by `onpick` when the curve is clicked: a run's id. */
  readonly id?: string;
}

export interface ChartAxis {
  /** With its unit: `accuracy, %`. */
  readonly label: string;
  /** symlog: linear between −threshold and threshold, logarithmic beyond; says so on the axis. */
  readonly scale?: 'linear' | 'symlog';
  readonly threshold?: number;
  readonly min?: number;
  readonly max?: number;
}

/** A vertical line: something begins there. */
export interface ChartMark {
  readonly x: number;
  readonly label: string;
  /** Where the label has no room. */
  readonly short: string;
  readonly dotted?: boolean;
}

export interface ChartSpec {
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  /** Horizontal dashed lines: a stop rule. */
  readonly lines?: readonly { readonly y: number; readonly label: string }[];
  readonly marks?: readonly ChartMark[];
}
