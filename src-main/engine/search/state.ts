/**
 * What a search learns and carries from step to step. `SearchValues` is the state as values of the graph: a
 * step is a function from old to new.
 */
import { type CellType, EDGES } from '../../../src-shared/space/spaces.ts';
import type { Supernet } from '../supernet/network.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import { logitColumns } from '../supernet/spec.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import type { Node, Shape, Value } from '../tensorflow/graph.ts';
import type { GraphBuilder, Program } from '../tensorflow/session.ts';
import { type Shapes, variablePrograms, Variables } from '../tensorflow/variables.ts';
import type { WeightValues } from '../training/sgd.ts';

export interface ArchitectureValues {
  readonly alpha: Value;
  /** First and second moment of Adam. */
  readonly m: Value;
  readonly v: Value;
}

export interface SearchValues {
  readonly weights: WeightValues;
  readonly running: RunningStatistics;
  readonly architecture: PerCell<ArchitectureValues>;
  /** What a method remembers from step to step, by name. */
  readonly memory: Readonly<Record<string, Value>>;
}

/** Tensors that a method remembers from step to step. */
export type MemoryShapes = Readonly<Record<string, Shape>>;

/** Names of the state, as in checkpoints. */
export type StateName =
  | 'w'
  | 'momentum'
  | 'mean'
  | 'variance'
  | `alpha.${CellType}`
  | `adam.${'m' | 'v'}.${CellType}`
  | `memory.${string}`;

export function stateShapes(net: Supernet, memory: MemoryShapes = {}): Shapes<StateName> {
  const { size, statistics } = net.parameters;
  const alpha: Shape = [EDGES, logitColumns(net.spec)];
  return {
    ...Object.fromEntries(Object.entries(memory).map(([name, shape]) => [`memory.${name}`, shape])),
    w: [size],
    momentum: [size],
    mean: [statistics],
    variance: [statistics],
    'alpha.normal': alpha,
    'adam.m.normal': alpha,
    'adam.v.normal': alpha,
    'alpha.reduce': alpha,
    'adam.m.reduce': alpha,
    'adam.v.reduce': alpha,
  };
}

/** Programs that load the whole state and that read it. */
export function statePrograms(net: Supernet, memory?: MemoryShapes): Program[] {
  return variablePrograms(stateShapes(net, memory));
}

export class SearchState {
  readonly values: SearchValues;
  readonly #variables: Variables<StateName>;

  constructor(builder: GraphBuilder, net: Supernet, memory: MemoryShapes = {}) {
    const variables = new Variables(builder, stateShapes(net, memory));
    this.#variables = variables;
    this.values = {
      weights: { w: variables.value('w'), momentum: variables.value('momentum') },
      running: { mean: variables.value('mean'), variance: variables.value('variance') },
      architecture: perCell((type) => ({
        alpha: variables.value(`alpha.${type}`),
        m: variables.value(`adam.m.${type}`),
        v: variables.value(`adam.v.${type}`),
      })),
      memory: Object.fromEntries(
        Object.keys(memory).map((name) => [name, variables.value(`memory.${name}`)]),
      ),
    };
  }

  /** Nodes that store `next`. */
  store({ weights, running, architecture, memory = {} }: Partial<SearchValues>): Node[] {
    return this.#variables.store({
      ...Object.fromEntries(Object.entries(memory).map(([name, value]) => [`memory.${name}`, value])),
      ...weights,
      ...running,
      'alpha.normal': architecture?.normal.alpha,
      'alpha.reduce': architecture?.reduce.alpha,
      'adam.m.normal': architecture?.normal.m,
      'adam.m.reduce': architecture?.reduce.m,
      'adam.v.normal': architecture?.normal.v,
      'adam.v.reduce': architecture?.reduce.v,
    });
  }
}
