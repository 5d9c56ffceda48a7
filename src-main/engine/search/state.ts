/**
 * What a search learns and carries from step to step: it lives in TensorFlow variables and leaves them only
 * for a checkpoint. `SearchValues` is the same as values of the graph: a step is a function from old to new.
 */
import { operationsPerEdge, EDGES } from '../../../src-shared/space/spaces.ts';
import type { Supernet } from '../supernet/network.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import type { Node, Shape, Value } from '../tensorflow/graph.ts';
import { assign, type Variable, variable } from '../tensorflow/ops/basic.ts';
import type { GraphBuilder, Program } from '../tensorflow/session.ts';

export interface ArchitectureValues {
  readonly alpha: Value;
  /** First and second moment of Adam. */
  readonly m: Value;
  readonly v: Value;
}

export interface WeightValues {
  readonly w: Value;
  readonly momentum: Value;
}

export interface SearchValues {
  readonly weights: WeightValues;
  readonly running: RunningStatistics;
  readonly architecture: PerCell<ArchitectureValues>;
}

/** Names and shapes of the state, as in checkpoints. */
export function stateShapes(net: Supernet): Record<string, Shape> {
  const { size, statistics } = net.parameters;
  const alpha: Shape = [EDGES, operationsPerEdge(net.spec.space)];
  const shapes: Record<string, Shape> = {
    w: [size],
    momentum: [size],
    mean: [statistics],
    variance: [statistics],
  };
  for (const type of ['normal', 'reduce'])
    for (const part of ['alpha', 'adam.m', 'adam.v']) shapes[`${part}.${type}`] = alpha;
  return shapes;
}

/** Programs that load the whole state and that read it. */
export function statePrograms(net: Supernet): Program[] {
  return [{ outputs: ['loaded'] }, { outputs: Object.keys(stateShapes(net)).map((name) => `state.${name}`) }];
}

export class SearchState {
  readonly values: SearchValues;
  readonly #variables: ReadonlyMap<string, Variable>;

  constructor(builder: GraphBuilder, net: Supernet) {
    const shapes = Object.entries(stateShapes(net));
    this.#variables = new Map(
      shapes.map(([name, shape]) => [name, variable(builder.graph, `state/${name}`, shape)]),
    );
    const value = (name: string): Value => this.#variables.get(name)!.value;
    this.values = {
      weights: { w: value('w'), momentum: value('momentum') },
      running: { mean: value('mean'), variance: value('variance') },
      architecture: perCell((type) => ({
        alpha: value(`alpha.${type}`),
        m: value(`adam.m.${type}`),
        v: value(`adam.v.${type}`),
      })),
    };
    const fed = shapes.map(([name, shape]) => builder.input(`load.${name}`, shape));
    const loads = shapes.map(([name], index) => assign(this.#variables.get(name)!, fed[index]!));
    builder.output('loaded', fed.at(-1)!, loads);
    for (const [name] of shapes) builder.output(`state.${name}`, value(name));
  }

  /** Nodes that store `next`. */
  store({ weights, running, architecture }: Partial<SearchValues>): Node[] {
    const next = {
      w: weights?.w,
      momentum: weights?.momentum,
      mean: running?.mean,
      variance: running?.variance,
      'alpha.normal': architecture?.normal.alpha,
      'alpha.reduce': architecture?.reduce.alpha,
      'adam.m.normal': architecture?.normal.m,
      'adam.m.reduce': architecture?.reduce.m,
      'adam.v.normal': architecture?.normal.v,
      'adam.v.reduce': architecture?.reduce.v,
    };
    return Object.entries(next).flatMap(([name, value]) =>
      value ? [assign(this.#variables.get(name)!, value)] : [],
    );
  }
}
