/** What of an evaluation can be saved at once: its charts, its epochs as a table, its cells, its genotype. */
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { saveText } from '../../lib/figure/save.ts';
import { csvText } from '../../lib/table/csv.ts';
import { genotypeFigure } from '../genotype/genotypeFigure.ts';
import type { ShownChart } from '../run/chartParts.ts';
import { chartsFigure, figureGroup, genotypeGroup, type ExportGroup } from '../run/runExports.ts';
import type { TestedRecord } from '../run/runHistory.ts';

const COLUMNS = [
  'epoch',
  'step',
  'trainLoss',
  'trainAccuracy',
  'testLoss',
  'testAccuracy',
  'testTop5',
  'testImages',
  'validationLoss',
  'validationAccuracy',
  'learningRate',
  'dropPath',
  'imagesPerSecond',
  'seconds',
  'dataWait',
] as const satisfies readonly (keyof TestedRecord['event'])[];

/** All epochs, one a row; empty where an epoch has no such number. */
export function epochsCsv(records: readonly TestedRecord[]): string {
  return csvText([
    [...COLUMNS],
    ...records.map(({ event }) => COLUMNS.map((name) => String(event[name] ?? ''))),
  ]);
}

export interface EvaluationExport {
  readonly name: string;
  readonly genotype: Genotype | undefined;
  readonly charts: readonly ShownChart[];
  readonly records: readonly TestedRecord[];
}

/** The entries of the export menu. */
export function evaluationExports({ name, genotype, charts, records }: EvaluationExport): ExportGroup[] {
  const epochs: ExportGroup[] = [
    figureGroup('All charts', chartsFigure(charts, name)),
    {
      title: 'Epochs',
      items: [
        {
          title: 'CSV of all epochs',
          save: () => saveText(`${name}, epochs.csv`, 'text/csv', epochsCsv(records)),
        },
      ],
    },
  ];
  return [
    ...(records.length === 0 ? [] : epochs),
    ...(genotype === undefined
      ? []
      : [
          figureGroup('Cells', genotypeFigure(genotype, name, 'LR')),
          genotypeGroup('Genotype', name, genotype),
        ]),
  ];
}
