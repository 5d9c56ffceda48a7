/** Architectures of NAS-Bench-1Shot1 as text: one line of JSON that names its space. */
import { z } from 'zod';
import { PlateauError } from '../errors.ts';
import type { NasbenchArchitecture } from './architecture.ts';
import { NASBENCH_OPERATIONS, NASBENCH_SPACE_NAMES, NASBENCH_SPACES, type NasbenchSpace } from './spaces.ts';

const schema = z.strictObject({
  space: z.enum(NASBENCH_SPACE_NAMES),
  operations: z.array(z.enum(NASBENCH_OPERATIONS)),
  parents: z.array(z.array(z.int().min(0))),
});

export interface NamedArchitecture {
  readonly space: NasbenchSpace;
  readonly architecture: NasbenchArchitecture;
}

/** `{"space":"nb1shot1-1","operations":[…],"parents":[[],[0],…]}`; parents of the output come last. */
export function architectureToText(
  { name: space }: NasbenchSpace,
  { operations, parents }: NasbenchArchitecture,
): string {
  return JSON.stringify({ space, operations, parents });
}

/** Whether a text is meant to be such an architecture, in whatever state. */
export function isArchitectureText(text: string): boolean {
  return /^\s*\{\s*"space"\s*:/u.test(text);
}

function refuse(what: string): never {
  throw new PlateauError(
    `This is no architecture of NAS-Bench-1Shot1: ${what}.`,
    'Write it as {"space":"nb1shot1-1","operations":[…],"parents":[[],[0],…]}, as `plateau show` prints it.',
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('it is not JSON');
  }
}

/** The architecture of a text, with as many nodes and parents as its space has. */
export function parseArchitecture(text: string): NamedArchitecture {
  const { data, error } = schema.safeParse(parsedJson(text));
  if (!data) return refuse(error.issues[0]?.message ?? 'it has other fields');
  const { operations, parents } = data;
  const space = NASBENCH_SPACES[data.space];
  const nodes = space.parents.length - 2;
  if (operations.length !== nodes)
    refuse(`it has ${operations.length} operations, space ${space.name} has ${nodes} nodes`);
  if (parents.length !== space.parents.length)
    refuse(`it has parents of ${parents.length} vertices, space ${space.name} has ${space.parents.length}`);
  for (const [vertex, own] of parents.entries()) {
    const ascending = own.every((parent, i) => parent < vertex && (i === 0 || parent > own[i - 1]!));
    if (own.length !== space.parents[vertex] || !ascending)
      refuse(
        `vertex ${vertex} has the parents ${JSON.stringify(own)}; space ${space.name} gives it ${space.parents[vertex]} of the vertices before, in ascending order`,
      );
  }
  return { space, architecture: { operations, parents } };
}
