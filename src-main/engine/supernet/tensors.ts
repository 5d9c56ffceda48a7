/**
 * The same thing once for each tensor of architecture logits, by its name. The spaces of DARTS have one tensor
 * a cell type, NAS-Bench-1Shot1 one for the operations of all nodes and one for the parents of each vertex.
 */
export type Tensors<T, Name extends string = string> = Readonly<Record<Name, T>>;

/** One tensor of logits; names are in the order of the authors' code wherever tensors are listed or joined. */
export interface LogitTensor {
  readonly name: string;
  /** Edges, nodes, or the one vertex whose parents are chosen. */
  readonly rows: number;
  /** The rows choose one operation each, or parents of a vertex. */
  readonly chooses: 'operation' | 'parents';
  /** What a row chooses from: K operations, or the vertices before. */
  readonly choices: number;
  /** Logits in a row: one a choice, and the edge's own. */
  readonly logits: number;
  /** Numbers in a row that the supernet mixes with: one a choice, and what a supernet has beside. */
  readonly mixing: number;
}

export function each<T>(
  alphas: readonly LogitTensor[],
  make: (tensor: LogitTensor, index: number) => T,
): Tensors<T> {
  return Object.fromEntries(alphas.map((tensor, index) => [tensor.name, make(tensor, index)]));
}

export function mapped<T, U, Name extends string>(
  of: Tensors<T, Name>,
  make: (value: T, name: Name, index: number) => U,
): Tensors<U, Name> {
  const names = Object.keys(of) as Name[];
  return Object.fromEntries(names.map((name, index) => [name, make(of[name], name, index)])) as Tensors<
    U,
    Name
  >;
}

export function listOf<T>(of: Tensors<T>): T[] {
  return Object.values(of);
}

/** A list in the order of `of`, by its names; what follows after them is left out. */
export function namedAs<T, Name extends string>(
  of: Tensors<unknown, Name>,
  list: readonly (T | undefined)[],
): Tensors<T, Name> {
  return mapped(of, (_, name, index) => {
    const value = list[index];
    if (value === undefined) throw new Error(`there is nothing for "${name}"`);
    return value;
  });
}
