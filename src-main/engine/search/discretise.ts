/** The discrete architecture that a search stands for, by the rule of its method and its space. */
import { deriveFromWeights } from '../../../src-shared/genotype/derive.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { architectureRows, cellOf, deriveArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import { architectureToText } from '../../../src-shared/nasbench/architectureText.ts';
import type { NasbenchSpace } from '../../../src-shared/nasbench/spaces.ts';
import { rankingOf } from '../../../src-shared/run/stopRules.ts';
import { learnableColumns } from '../../../src-shared/space/learnable.ts';
import { CELL_EDGES, type CellType, type Space } from '../../../src-shared/space/spaces.ts';
import { skipCount } from '../../../src-shared/stats/cellMetrics.ts';
import type { Method } from '../methods/method.ts';
import type { Discretisation, FoundArchitecture, Rows, TensorRows } from '../methods/rules.ts';
import { cellHash } from '../nasbench/cellHash.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';

export interface Discrete {
  /** As it is stored and shown. */
  readonly text: string;
  /** 1 for each thing that it keeps, 0 elsewhere. */
  readonly weights: TensorRows;
  /** What the stop rule `ranking` compares. */
  readonly ranking: string;
  /** Skip connections, where there are any to choose. */
  readonly skips?: PerCell<number>;
  /** Its key in NAS-Bench-101. */
  readonly nasbench?: { readonly hash: string };
}

/** The architecture as one of cells with operations on their edges; undefined where it is none. */
export function ofCells(found: FoundArchitecture): Discretisation | undefined {
  const { space, alphas, weights, edges } = found;
  if (space.kind !== 'cell') return undefined;
  const both = (of: TensorRows): Rows => perCell((type) => of[type]!);
  return {
    ...found,
    space,
    alphas: both(alphas),
    weights: both(weights),
    edges: edges && perCell((type: CellType) => edges[type]!),
  };
}

export function discretised(method: Method, found: FoundArchitecture): Discrete {
  const cells = ofCells(found);
  return cells ? genotypeOf(method, cells) : nodesOf(method, found, found.space as NasbenchSpace);
}

function genotypeOf(method: Method, found: Discretisation): Discrete {
  const { space, alphas } = found;
  const chosen: TensorRows = method.candidate?.(found) ?? found.weights;
  const genotype =
    method.derive?.(found) ??
    deriveFromWeights(
      space,
      perCell((type) => chosen[type]!),
    );
  return {
    text: genotypeToPython(genotype),
    weights: discreteWeights(space, genotype),
    ranking: rankingOf(alphas.normal, learnableColumns(space, 'normal')),
    skips: perCell((type) => skipCount(genotype[type])),
  };
}

function nodesOf(method: Method, found: FoundArchitecture, space: NasbenchSpace): Discrete {
  const architecture = deriveArchitecture(space, method.candidate?.(found) ?? found.alphas);
  const hash = cellHash(cellOf(architecture));
  return {
    text: architectureToText(space, architecture),
    weights: architectureRows(space, architecture),
    ranking: '',
    ...(hash === undefined ? {} : { nasbench: { hash } }),
  };
}

/** Mixing weights of the discretised supernet: 1 for each kept operation of the genotype, 0 elsewhere. */
export function discreteWeights(space: Space, genotype: Genotype): PerCell<number[][]> {
  return perCell((type) => {
    const rows = space.operations[type].map((operations) => operations.map(() => 0));
    genotype[type].forEach(({ operation, input }, kept) => {
      if (operation === 'none') return;
      const node = Math.floor(kept / 2);
      const edge = CELL_EDGES.findIndex((each) => each.node === node && each.input === input);
      rows[edge]![space.operations[type][edge]!.indexOf(operation)] = 1;
    });
    return rows;
  });
}
