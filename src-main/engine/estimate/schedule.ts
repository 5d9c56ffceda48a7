/**
 * In which order a program runs its nodes, and how long all take: what TensorFlow's executor does, played
 * through. A node is ready when what it needs has run. A thread runs short nodes at once, goes on with the
 * last of the long ones that it made ready, leaves the others where it finds them again last come first
 * served; a thread without work takes the oldest one of another.
 */
import type { Node, Value } from '../tensorflow/graph.ts';

export interface Moment {
  readonly node: Node;
  /** The node begins, or has ended. */
  readonly begins: boolean;
}

export interface Schedule {
  readonly moments: readonly Moment[];
  /** From the first begin to the last end. */
  readonly seconds: number;
}

/** Below this a node is not handed to another thread (8000 cycles in TensorFlow's executor). */
const SHORT = 3e-6;

/**
 * The nodes that run when the switches' condition has this value: not those that follow their other side, up
 * to the merges. `nodes` are in the order they were added.
 */
export function runningNodes(nodes: readonly Node[], condition: boolean): Node[] {
  const here = new Set(nodes);
  const running = new Set<Node>();
  const side = condition ? 1 : 0;
  const comes = ({ node, index }: Value): boolean =>
    !here.has(node) || (running.has(node) && (node.op !== 'Switch' || index === side));
  for (const node of nodes) {
    const { op, inputs, after } = node;
    const ready = op === 'Merge' ? inputs.some(comes) : inputs.every(comes);
    if (ready && after.every((each) => !here.has(each) || running.has(each))) running.add(node);
  }
  return [...running];
}

interface Thread {
  /** Short nodes, in turn. */
  readonly short: number[];
  /** Long nodes, the newest last. */
  readonly long: number[];
  current: number | undefined;
  until: number;
}

/** Plays `nodes` through on `threads` threads. */
export function schedule(nodes: readonly Node[], seconds: (node: Node) => number, threads: number): Schedule {
  const { waiting, followers } = dependencies(nodes);
  const durations = nodes.map(seconds);
  const pool = Array.from({ length: threads }, (): Thread => ({
    short: [],
    long: [],
    current: undefined,
    until: 0,
  }));
  const moments: Moment[] = [];
  let now = 0;

  const receive = (thread: Thread, ready: readonly number[]): void => {
    for (const each of ready) (durations[each]! < SHORT ? thread.short : thread.long).push(each);
  };
  const take = (thread: Thread): number | undefined =>
    thread.short.shift() ?? thread.long.pop() ?? pool.find(({ long }) => long.length > 0)?.long.shift();

  receive(
    pool[0]!,
    nodes.flatMap((_, index) => (waiting[index] === 0 ? [index] : [])),
  );
  for (;;) {
    for (const thread of pool) {
      if (thread.current !== undefined) continue;
      thread.current = take(thread);
      if (thread.current === undefined) continue;
      thread.until = now + durations[thread.current]!;
      moments.push({ node: nodes[thread.current]!, begins: true });
    }
    const busy = pool.filter(({ current }) => current !== undefined);
    if (busy.length === 0) return { moments, seconds: now };
    const first = busy.reduce((a, b) => (b.until < a.until ? b : a));
    const ended = first.current!;
    now = first.until;
    first.current = undefined;
    moments.push({ node: nodes[ended]!, begins: false });
    receive(
      first,
      followers[ended]!.filter((each) => --waiting[each]! === 0),
    );
  }
}

/** For each node: how many of `nodes` it waits for, and which wait for it. */
function dependencies(nodes: readonly Node[]): { waiting: number[]; followers: number[][] } {
  const positions = new Map(nodes.map((node, index) => [node, index]));
  const followers: number[][] = nodes.map(() => []);
  const waiting = nodes.map(({ inputs, after }, index) => {
    const needed = new Set([...inputs.map(({ node }) => node), ...after]);
    let count = 0;
    for (const each of needed) {
      const position = positions.get(each);
      if (position === undefined) continue;
      followers[position]!.push(index);
      count++;
    }
    return count;
  });
  return { waiting, followers };
}
