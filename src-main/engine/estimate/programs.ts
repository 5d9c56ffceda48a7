/** The programs of a search, without loading or running them. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { ImageShape } from '../dataset/datasetInfo.ts';
import { CompiledSearch } from '../search/compiledSearch.ts';
import { evaluationOutputs } from '../search/evaluation.ts';
import { STEP_OUTPUTS } from '../search/step.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import type { Node } from '../tensorflow/graph.ts';
import { runningNodes } from './schedule.ts';

export interface SearchPrograms {
  /** Nodes in the graph and in all programs: what TensorFlow loads. */
  readonly loaded: number;
  readonly parameters: number;
  /** What runs, in the order it was built. */
  readonly step: readonly Node[];
  readonly stepWithoutAlpha: readonly Node[];
  /** Both kinds of step are one program; so many nodes are compiled for it. */
  readonly compiledForStep: number;
  readonly evaluation: readonly Node[];
  /** One Hessian-vector product, where λ_max is measured. */
  readonly product: readonly Node[] | undefined;
}

export function searchPrograms(
  config: SearchConfig,
  image: ImageShape,
  classes: number,
  active?: ActiveOperations,
): SearchPrograms {
  const { session, net } = new CompiledSearch(config, image, classes, { active });
  const step = session.body(STEP_OUTPUTS);
  return {
    loaded: session.nodes,
    parameters: net.parameters.size,
    step: runningNodes(step, true),
    stepWithoutAlpha: runningNodes(step, false),
    compiledForStep: step.length,
    evaluation: session.body(evaluationOutputs('eval')),
    product: config.curvature === 'off' ? undefined : session.body(['curvature.product']),
  };
}
