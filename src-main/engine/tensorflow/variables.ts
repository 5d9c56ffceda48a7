/** What a network learns lives in TensorFlow variables, named here; it leaves them only for a checkpoint. */
import type { Node, Shape, Value } from './graph.ts';
import { assign, type Variable, variable } from './ops/basic.ts';
import type { GraphBuilder, Program, Session } from './session.ts';

export type Shapes<Name extends string> = Readonly<Record<Name, Shape>>;
export type TensorData<Name extends string> = Record<Name, Float32Array>;

/** The variables of a graph: inputs `load.<name>`, outputs `loaded` and `state.<name>`. */
export class Variables<Name extends string> {
  readonly #variables: ReadonlyMap<string, Variable>;

  constructor(builder: GraphBuilder, shapes: Shapes<Name>) {
    const all = Object.entries<Shape>(shapes);
    this.#variables = new Map(
      all.map(([name, shape]) => [name, variable(builder.graph, `state/${name}`, shape)]),
    );
    const fed = all.map(([name, shape]) => builder.input(`load.${name}`, shape));
    const loads = all.map(([name], index) => assign(this.#variables.get(name)!, fed[index]!));
    builder.output('loaded', fed.at(-1)!, loads);
    for (const [name, { value }] of this.#variables) builder.output(`state.${name}`, value);
  }

  value(name: Name): Value {
    return this.#variables.get(name)!.value;
  }

  /** Nodes that store the values given. */
  store(next: Readonly<Partial<Record<Name, Value | undefined>>>): Node[] {
    return Object.entries<Value | undefined>(next).flatMap(([name, value]) =>
      value ? [assign(this.#variables.get(name)!, value)] : [],
    );
  }
}

/** Programs that load all variables and that read them. */
export function variablePrograms<Name extends string>(shapes: Shapes<Name>): Program[] {
  return [{ outputs: ['loaded'] }, { outputs: Object.keys(shapes).map((name) => `state.${name}`) }];
}

export function loadVariables<Name extends string>(session: Session, data: Readonly<TensorData<Name>>): void {
  const entries = Object.entries<Float32Array>(data);
  session.run(Object.fromEntries(entries.map(([name, numbers]) => [`load.${name}`, numbers])), ['loaded']);
}

export function readVariables<Name extends string>(session: Session, shapes: Shapes<Name>): TensorData<Name> {
  const names = Object.keys(shapes);
  const result = session.run(
    {},
    names.map((name) => `state.${name}`),
  );
  return mapTensors(shapes, (name) => Float32Array.from(result[`state.${name}`]!));
}

/** A tensor for each name. */
export function mapTensors<Name extends string>(
  shapes: Shapes<Name>,
  make: (name: Name, shape: Shape) => Float32Array,
): TensorData<Name> {
  const tensors: Partial<TensorData<Name>> = {};
  for (const name in shapes) tensors[name] = make(name, shapes[name]);
  return tensors as TensorData<Name>; // every name was given one
}
