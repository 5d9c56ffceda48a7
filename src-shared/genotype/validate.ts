/** The rules a genotype has to keep so that a network can be built from it. */
import { PlateauError } from '../errors.ts';
import { CELL_TYPES, NODES, type CellType } from '../space/spaces.ts';
import { concatOf, EDGES_PER_NODE, NOTATION_FIELDS, type Genotype } from './types.ts';

const EDGE_COUNT = NODES * EDGES_PER_NODE;
const FIRST_NODE = 2;
const STATES = FIRST_NODE + NODES;

function fail(problem: string, field: string): never {
  throw new PlateauError(problem, `Check "${field}".`);
}

function validateEdges(genotype: Genotype, cell: CellType): void {
  const edges = genotype[cell];
  const field = NOTATION_FIELDS[cell].edges;
  if (edges.length !== EDGE_COUNT)
    fail(
      `Genotype cell "${field}" has ${edges.length} edges; a cell has ${EDGE_COUNT}, ${EDGES_PER_NODE} for each of its ${NODES} nodes.`,
      field,
    );
  for (const [index, { operation, input }] of edges.entries()) {
    const place = `${field}[${index}]`;
    const state = FIRST_NODE + Math.floor(index / EDGES_PER_NODE);
    if (!Number.isInteger(input) || input < 0)
      fail(`Genotype edge input is ${input}; it must be a whole number ≥ 0 and < ${state}.`, place);
    if (input >= state)
      fail(`Genotype edge ${input}→${state} goes backward; input index must be < ${state}.`, place);
    const partner = index % EDGES_PER_NODE === 0 ? undefined : edges[index - 1]!;
    if (partner?.input === input && partner.operation === operation)
      fail(
        `Genotype edge ${input}→${state} occurs twice with ${operation}; two edges from one input must differ in their operation.`,
        place,
      );
  }
}

function validateConcat(genotype: Genotype, cell: CellType): void {
  const field = NOTATION_FIELDS[cell].concat;
  const states = concatOf(genotype, cell);
  if (states.length === 0)
    fail(`Genotype "${field}" is empty; a cell needs at least one output state.`, field);
  for (const [index, state] of states.entries()) {
    const place = `${field}[${index}]`;
    if (!Number.isInteger(state) || state < FIRST_NODE || state >= STATES)
      fail(`Genotype output state is ${state}; it must be a node, ${FIRST_NODE} to ${STATES - 1}.`, place);
    if (states.indexOf(state) !== index) fail(`Genotype output state ${state} occurs twice.`, place);
  }
}

/** Throws a `PlateauError` that names the first edge or output state which breaks a rule. */
export function validateGenotype(genotype: Genotype): void {
  for (const cell of CELL_TYPES) {
    validateEdges(genotype, cell);
    validateConcat(genotype, cell);
  }
}
