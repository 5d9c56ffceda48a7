/** Command lines read by a shell, and knobs of any value to write them with. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { Knob, Knobs } from '../../src-shared/run/knobs.ts';

/** The words of each call of `plateau` that a shell makes of `line`. */
export function shellCalls(line: string): string[][] {
  // Words end with NUL, which no word can hold; an empty one more ends the call.
  const script = `plateau() { printf '%s\\0' "$@" ''; printf '\\001\\0'; }; ${line}`;
  const calls = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0\0\u0001\0').slice(0, -1);
  return calls.map((call) => call.split('\0'));
}

/** Values of a knob that its own schema takes. */
function valuesOf({ kind, options, schema }: Knob): fc.Arbitrary<unknown> {
  const kinds = {
    switch: fc.boolean(),
    choice: fc.nat().map((index) => options[index % options.length]),
    number: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true })),
    text: fc.string({
      maxLength: 40,
      unit: fc.constantFrom('a', '-', ' ', '=', '$', '"', "'", '\\', '`', '\n', '!', '*', ';', 'é'),
    }),
  };
  return kinds[kind].filter((value) => schema.safeParse(value).success);
}

/** Up to six of the knobs, each with a value it can have. */
export function someKnobs(knobs: Knobs<string>): fc.Arbitrary<object> {
  return fc
    .subarray([...knobs.values()], { maxLength: 6 })
    .chain((some) => fc.record(Object.fromEntries(some.map((knob) => [knob.name, valuesOf(knob)]))));
}
