/** The supernet of a space. */
import { cellNetwork } from './cellNetwork.ts';
import { choiceNetwork } from './choiceNetwork.ts';
import type { Supernet, SupernetSpec } from './spec.ts';

export function supernet(spec: SupernetSpec): Supernet {
  const { space } = spec;
  return space.kind === 'cell' ? cellNetwork({ ...spec, space }) : choiceNetwork({ ...spec, space });
}
