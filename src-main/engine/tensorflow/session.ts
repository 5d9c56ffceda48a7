/**
 * A graph with named inputs and outputs, and TensorFlow running it: in programs, sets of outputs that are
 * always asked for together and are compiled as one function, at its first run. Without programs any outputs
 * may be asked for, and TensorFlow compiles the graph anew for each set of them. Nothing is loaded before the
 * first run: until then a session only says what it would run.
 *
 * JavaScript and TensorFlow exchange float32. A float64 graph takes each real input as two float32
 * tensors (value = high + low) and gives its outputs likewise: 48 bits, far beyond the 1e-6 checked.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Binding, openBinding, tensorFlowInfo, type TypedArray } from './binding.ts';
import { callName, graphFunction, type GraphFunction } from './functionDef.ts';
import {
  ancestors,
  type DType,
  Graph,
  type Node,
  output,
  type Precision,
  type Shape,
  sizeOf,
  type Value,
} from './graph.ts';
import { encodeSavedModel } from './graphDef.ts';
import { add, afterAll, cast, identity, placeholder, sub } from './ops/basic.ts';

/** Numbers from and to a run: reals as float32 or float64, integers as int32. */
export type Numbers = Float32Array | Float64Array | Int32Array;
export type Feeds = Readonly<Record<string, Numbers>>;

interface Port {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Values in the graph: one, or high and low. */
  readonly values: readonly Value[];
}

/** Builds a graph: names its inputs and outputs on the way. */
export class GraphBuilder {
  readonly graph: Graph;
  readonly mixed: boolean;
  /** The graph is for a CPU in full precision. */
  readonly onCpu: boolean;
  readonly inputs = new Map<string, Port>();
  readonly outputs = new Map<string, Port>();
  /** Points of the graph at which a program may be given values, with the input that brings them. */
  readonly seams = new Map<string, { readonly point: Value; readonly input: Value }>();

  /** `mixed`: programs use float16 where TensorFlow finds it safe, on a GPU. */
  constructor(precision: Precision = 'float32', mixed = false) {
    this.mixed = mixed;
    const { gpu, own } = tensorFlowInfo();
    this.onCpu = !mixed && !gpu;
    this.graph = new Graph(precision, { fuses: this.onCpu, own: this.onCpu && own !== undefined });
  }

  /** A tensor to be fed under this name at each run that needs it. */
  input(name: string, shape: Shape, dtype: 'real' | 'int32' | 'bool' = 'real'): Value {
    if (this.inputs.has(name)) throw new Error(`input "${name}" is there already`);
    const split = dtype === 'real' && this.graph.precision === 'float64';
    const wire = split ? 'float32' : dtype;
    const parts = (split ? ['high', 'low'] : ['value']).map((part) =>
      placeholder(this.graph, `in/${name}/${part}`, shape, wire),
    );
    this.inputs.set(name, { shape, dtype, values: parts });
    const [high, low] = parts;
    return low ? add(cast(high!, 'real'), cast(low, 'real')) : high!;
  }

  /**
   * `value`, or in a program with this seam an input of that name: what leads to `value` is not computed then.
   * (Float32 graphs only: there is one tensor to feed.)
   */
  seam(name: string, value: Value): Value {
    const input = this.input(name, value.shape);
    const point = identity(value);
    this.seams.set(name, { point, input });
    return point;
  }

  /** `value` can be fetched under this name; fetching it also runs the nodes of `effects`. */
  output(name: string, value: Value, effects: readonly Node[] = []): void {
    if (this.outputs.has(name)) throw new Error(`output "${name}" is there already`);
    // TensorFlow refuses to fetch what is fed, so an input is never an output itself.
    const after = effects.length > 0 || value.node.op === 'Placeholder' ? afterAll(value, effects) : value;
    const values = value.dtype === 'real' && this.graph.precision === 'float64' ? highAndLow(after) : [after];
    this.outputs.set(name, { shape: value.shape, dtype: value.dtype, values });
  }
}

function highAndLow(value: Value): Value[] {
  const high = cast(value, 'float32');
  return [high, cast(sub(value, cast(high, 'real')), 'float32')];
}

/** Outputs that are asked for together, and the seams that are fed then. */
export interface Program {
  readonly outputs: readonly string[];
  readonly seams?: readonly string[];
}

interface Compiled {
  readonly outputs: ReadonlySet<string>;
  readonly seams: readonly string[];
  readonly function: GraphFunction;
}

export class Session {
  /** Nodes in the graph and in all programs. */
  readonly nodes: number;
  readonly #binding: Binding;
  #model: number | undefined;
  readonly #builder: GraphBuilder;
  readonly #programs: readonly Compiled[] | undefined;

  constructor(builder: GraphBuilder, programs?: readonly Program[]) {
    this.#builder = builder;
    this.#binding = openBinding();
    this.#programs = programs?.map((program, index) => compiled(builder, program, `program${index}`));
    this.nodes = this.#functions().reduce((total, { body }) => total + body.length, this.#plain().length);
  }

  /** The nodes that run when these outputs are asked for, in the order they were added. */
  body(names: readonly string[], seams: readonly string[] = []): readonly Node[] {
    if (this.#programs) return this.#program(names, seams).function.body;
    return ancestors(names.flatMap((name) => this.#port(name).values));
  }

  /** Nodes of the graph itself: those outside of functions. */
  #plain(): readonly Node[] {
    return this.#programs ? inputNodes(this.#builder) : this.#builder.graph.nodes;
  }

  #functions(): readonly GraphFunction[] {
    return this.#programs?.map((program) => program.function) ?? [];
  }

  /** Writes, loads and forgets the SavedModel; takes seconds for a large graph. */
  #load(): number {
    const folder = mkdtempSync(join(tmpdir(), 'plateau-graph-'));
    try {
      const model = encodeSavedModel(
        this.#builder.graph,
        this.#plain(),
        this.#functions(),
        this.#builder.mixed,
      );
      writeFileSync(join(folder, 'saved_model.pb'), model);
      return this.#binding.loadSavedModel(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs the program that gives `names` when these seams are fed, or the graph; returns their values. */
  run<Name extends string>(feeds: Feeds, names: readonly Name[]): Record<Name, Numbers> {
    const binding = this.#binding;
    this.#model ??= this.#load();
    const outputs = this.#outputs(names, Object.keys(feeds));
    const fed: { name: string; tensor: number }[] = [];
    for (const [name, numbers] of Object.entries(feeds)) {
      const port = this.#builder.inputs.get(name);
      if (!port) throw new Error(`no input "${name}"`);
      wireFormat(name, numbers, port).forEach((data, part) => {
        const tensor = binding.createTensor([...port.shape], wireType(binding, port.dtype), data);
        fed.push({ name: `${port.values[part]!.node.name}:0`, tensor });
      });
    }
    let handles;
    try {
      const tensors = fed.map((each) => each.tensor);
      const fedNames = fed.map((each) => each.name).join();
      handles = binding.runSavedModel(this.#model, tensors, fedNames, outputs.flat().join());
    } finally {
      for (const { tensor } of fed) binding.deleteTensor(tensor);
    }
    const data = handles.map((handle) => binding.tensorDataSync(handle.id));
    for (const handle of handles) binding.deleteTensor(handle.id);
    const results = {} as Record<Name, Numbers>;
    let next = 0;
    names.forEach((name, index) => {
      const parts = outputs[index]!.length;
      results[name] = joined(data.slice(next, next + parts));
      next += parts;
    });
    return results;
  }

  /** Where TensorFlow finds the parts of each output: in the call of a program or in the graph. */
  #outputs(names: readonly string[], feeds: readonly string[]): string[][] {
    const seams = feeds.filter((name) => this.#builder.seams.has(name));
    const ports = names.map((name) => this.#port(name));
    if (this.#programs) {
      const program = this.#program(names, seams);
      const call = callName(program.function);
      return ports.map(({ values }) =>
        values.map((value) => `${call}:${program.function.outputs.indexOf(value)}`),
      );
    }
    if (seams.length > 0) throw new Error(`${seams.join()}: only programs have seams`);
    return ports.map(({ values }) => values.map((value) => `${value.node.name}:${value.index}`));
  }

  #port(name: string): Port {
    const port = this.#builder.outputs.get(name);
    if (!port) throw new Error(`no output "${name}"`);
    return port;
  }

  #program(names: readonly string[], seams: readonly string[]): Compiled {
    const program = this.#programs?.find(
      (each) => names.every((name) => each.outputs.has(name)) && seams.join() === each.seams.join(),
    );
    if (!program) throw new Error(`no program gives ${names.join(', ')} at [${seams.join()}]`);
    return program;
  }

  dispose(): void {
    if (this.#model !== undefined) this.#binding.deleteSavedModel(this.#model);
    this.#model = undefined;
  }
}

function wireType(binding: Binding, dtype: DType): number {
  if (dtype === 'int32') return binding.TF_INT32;
  return dtype === 'bool' ? binding.TF_BOOL : binding.TF_FLOAT;
}

function wireFormat(name: string, numbers: Numbers, port: Port): TypedArray[] {
  if (numbers.length !== sizeOf(port.shape))
    throw new Error(`input "${name}": ${numbers.length} numbers for shape [${port.shape.join()}]`);
  if (port.dtype === 'bool') return [Uint8Array.from(numbers)];
  if (port.dtype === 'int32') return [Int32Array.from(numbers)];
  const high = Float32Array.from(numbers);
  if (port.values.length === 1) return [high];
  return [high, Float32Array.from(numbers, (value, index) => value - high[index]!)];
}

function joined(parts: readonly TypedArray[]): Numbers {
  const [high, low] = parts;
  if (high === undefined) throw new Error('an output without data');
  if (low) return Float64Array.from(high, (value, index) => value + low[index]!);
  return high instanceof Uint8Array ? Int32Array.from(high) : high;
}

function compiled(builder: GraphBuilder, { outputs, seams = [] }: Program, name: string): Compiled {
  const given = new Map(inputNodes(builder).map((node) => [node, output(node)]));
  for (const seam of seams) {
    const { point, input } = builder.seams.get(seam)!;
    given.set(point.node, input);
  }
  const values = outputs.flatMap((output) => builder.outputs.get(output)!.values);
  return { outputs: new Set(outputs), seams, function: graphFunction(name, values, given) };
}

function inputNodes({ inputs }: GraphBuilder): Node[] {
  return [...inputs.values()].flatMap(({ values }) => values.map((value) => value.node));
}
