/** TensorFlow keeps no array of JavaScript's: it would let go of it in a thread of its own, which ends the process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { openBinding } from '../../src-main/engine/tensorflow/binding.ts';
import { add } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';
import {
  loadVariables,
  mapTensors,
  readVariables,
  variablePrograms,
  Variables,
} from '../../src-main/engine/tensorflow/variables.ts';

/** Each long enough to lie outside of the heap of JavaScript; every fourth or so begins where TensorFlow would work in it. */
const ARRAYS = 256;
const SIZE = 256;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of arrays that something still holds. */
function heldBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

const binding = openBinding();

it.each([
  { type: 'float32', dtype: binding.TF_FLOAT, array: Float32Array },
  { type: 'int32', dtype: binding.TF_INT32, array: Int32Array },
  { type: 'bool', dtype: binding.TF_BOOL, array: Uint8Array },
])('a tensor of $type keeps its values and not its array', ({ dtype, array }) => {
  const before = heldBytes();
  const made = Array.from({ length: ARRAYS }, (_, index) =>
    binding.createTensor([SIZE], dtype, array.from(Array.from({ length: SIZE }, () => index % 2))),
  );
  expect(heldBytes() - before).toBeLessThan(SIZE * array.BYTES_PER_ELEMENT);
  const sums = made.map((id) => Array.from(binding.tensorDataSync(id)).reduce((sum, each) => sum + each));
  expect(sums).toEqual(made.map((_, index) => SIZE * (index % 2)));
  for (const id of made) binding.deleteTensor(id);
});

it('variables that are loaded and stored again and again keep no array', () => {
  const shapes = Object.fromEntries(Array.from({ length: ARRAYS }, (_, index) => [`v${index}`, [SIZE]]));
  const builder = new GraphBuilder();
  const variables = new Variables(builder, shapes);
  const by = builder.input('by', [1]);
  const next = Object.keys(shapes).map((name) => [name, add(variables.value(name), by)] as const);
  builder.output('stored', by, variables.store(Object.fromEntries(next)));
  const session = new Session(builder, [...variablePrograms(shapes), { outputs: ['stored'] }]);
  const data = mapTensors(shapes, () => new Float32Array(SIZE).fill(1));
  loadVariables(session, data);
  const before = heldBytes();
  for (let round = 0; round < 100; round++) {
    session.run({ by: Float32Array.of(1) }, ['stored']);
    loadVariables(session, data);
  }
  expect(heldBytes() - before).toBeLessThan(SIZE * Float32Array.BYTES_PER_ELEMENT);
  session.run({ by: Float32Array.of(2) }, ['stored']);
  expect(readVariables(session, shapes)).toEqual(mapTensors(shapes, () => new Float32Array(SIZE).fill(3)));
  session.dispose();
});
