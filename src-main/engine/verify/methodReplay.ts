/** A golden case of one method: its supernet by its own preset, in the recorded state. */
import { z } from 'zod';
import type { MethodName } from '../../../src-shared/methods/names.ts';
import type { SearchConfig, SearchConfigInput } from '../../../src-shared/run/config.ts';
import { presetConfig } from '../../../src-shared/run/presets.ts';
import { CELL_TYPES, type CellType, SPACE_NAMES } from '../../../src-shared/space/spaces.ts';
import { cellSpaceOf } from '../../../src-shared/space/spaceOf.ts';
import { supernetSpec } from '../search/supernetSpec.ts';
import { supernet } from '../supernet/network.ts';
import type { Supernet } from '../supernet/spec.ts';
import { ParameterList } from '../supernet/parameters.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import type { Precision } from '../tensorflow/graph.ts';
import type { Numbers, Session } from '../tensorflow/session.ts';
import { networkFields } from './caseFields.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors } from './goldenFolder.ts';
import { allParts, type LogitPart, type LogitParts, logitsSize } from './logitParts.ts';
import { type NetworkReplay, recordedNetwork } from './replay.ts';

/** Which case is replayed, and with what precision. */
export interface MethodCase {
  readonly folder: string;
  readonly name: string;
  readonly golden: GoldenCase;
  readonly precision: Precision;
  readonly check: Comparison;
}

/** What went into the authors' code and what came out. */
export interface CaseTensors {
  readonly input: GoldenTensors;
  readonly golden: GoldenTensors;
}

export interface MethodReplay extends NetworkReplay {
  readonly net: Supernet;
  readonly config: SearchConfig;
  readonly precision: Precision;
  /** Where the recorded logits stand in the engine's. */
  readonly parts: PerCell<readonly LogitPart[]>;
}

export interface MethodOptions {
  readonly method: MethodName;
  readonly knobs?: SearchConfigInput;
  readonly active?: ActiveOperations;
  /** The authors' name of a parameter or batch norm. */
  readonly rename?: (name: string) => string;
  /** How the authors divide the logits. */
  readonly parts?: LogitParts;
}

const specSchema = z.looseObject({
  ...networkFields,
  n_params: z.int(),
  space: z.enum(SPACE_NAMES).default('s5'),
  primitives: z.array(z.string()).optional(),
});

export function caseTensors({ folder, name }: MethodCase): CaseTensors {
  return {
    input: new GoldenTensors(folder, `${name}.in.safetensors`),
    golden: new GoldenTensors(folder, `${name}.out.safetensors`),
  };
}

export function methodReplay(
  { golden: recorded, precision, check }: MethodCase,
  tensors: CaseTensors,
  { method, knobs = {}, active, rename = (name) => name, parts = allParts }: MethodOptions,
): MethodReplay {
  const { C: channels, layers, resolution, batch, classes, space, ...rest } = specSchema.parse(recorded);
  const config = presetConfig(method, { ...knobs, space, channels, layers, batch });
  const image = { height: resolution, width: resolution, channels: 3 };
  const spec = { ...supernetSpec(config, image, classes, active), space: cellSpaceOf(config) };
  if (rest.primitives) z.literal(rest.primitives.join()).parse(spec.space.operations.normal[0]!.join());
  const made = supernet(spec);
  const net = { ...made, parameters: renamed(made.parameters, rename) };
  if (!active) check.check('parameters', [net.parameters.size], [rest.n_params]);
  return { ...tensors, net, config, precision, check, parts: perCell((type) => parts(spec, type)) };
}

function renamed({ parameters, batchNorms }: ParameterList, rename: (name: string) => string): ParameterList {
  const list = new ParameterList();
  list.parameters.push(...parameters.map((each) => ({ ...each, name: rename(each.name) })));
  list.batchNorms.push(...batchNorms.map((each) => ({ ...each, name: rename(each.name) })));
  return list;
}

/** Sets the session to the recorded weights, statistics and logits, optimizers fresh. */
export function loadMethod(replay: MethodReplay, session: Session): void {
  const feeds: Record<string, Numbers> = { ...recordedNetwork(replay) };
  for (const type of CELL_TYPES) {
    const logits = recordedLogits(replay, type);
    feeds[`load.alpha.${type}`] = logits;
    feeds[`load.adam.m.${type}`] = new Float64Array(logits.length);
    feeds[`load.adam.v.${type}`] = new Float64Array(logits.length);
  }
  session.run(feeds, ['loaded']);
}

/** Logits that were not recorded are 0: those of operations that are not there, and of edges that are never weighed. */
function recordedLogits({ net, parts, input }: MethodReplay, type: CellType): Float64Array {
  const logits = new Float64Array(logitsSize(net));
  for (const { name, of, positions } of parts[type]) {
    const recorded = input.data(`${name}.${of}`);
    positions.forEach((position, index) => (logits[position] = recorded[index]!));
  }
  return logits;
}

/** Checks numbers in the layout of the logits part by part; `quantity`: how the golden file calls a part. */
export function checkLogits(
  { net, parts, golden, check }: MethodReplay,
  quantity: (part: LogitPart) => string,
  numbers: PerCell<Numbers>,
): void {
  for (const type of CELL_TYPES) {
    const rest = new Set(Array.from({ length: logitsSize(net) }, (_, position) => position));
    for (const part of parts[type]) {
      const name = quantity(part);
      check.check(
        name,
        part.positions.map((position) => numbers[type][position]!),
        golden.data(name),
      );
      for (const position of part.positions) rest.delete(position);
    }
    if (rest.size === 0) continue;
    const others = [...rest].map((position) => numbers[type][position]!);
    check.check(
      `${quantity(parts[type][0]!)}.others`,
      others,
      others.map(() => 0),
    );
  }
}

/** Names what the case has and the replay did not look at. */
export function reportUnused({ input, golden }: CaseTensors, check: Comparison): void {
  for (const tensor of golden.unused()) check.problems.push(`golden tensor "${tensor}" was not computed`);
  for (const tensor of input.unused()) check.problems.push(`input tensor "${tensor}" was not used`);
}
