/** How a method is called where people read it. */
import { METHODS } from '../../src-shared/methods/catalog.ts';
import { methodLabel } from '../../src-shared/methods/label.ts';
import { isMethodName } from '../../src-shared/methods/names.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';

/** `PC-DARTS`; a name that is none of a method, as an evaluation may have it, stands as it is. */
export function methodTitle(name: string): string {
  return isMethodName(name) ? METHODS[name].title : name;
}

/** The method of a run with what it is composed with; of an evaluation, the method its genotype is from. */
export function runMethodLabel(config: RunConfig): string {
  return config.kind === 'search' ? methodLabel(config) : methodTitle(config.method);
}
