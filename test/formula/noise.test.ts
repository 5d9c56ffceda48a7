/** The noise operation of S4: what it draws depends on where it stands, not on the order of drawing. */
import { expect, it } from 'vitest';
import { drawnNoise } from '../../src-main/engine/supernet/noise.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const PLACES = [0, 1].flatMap((part) =>
  [0, 1].flatMap((pass) =>
    [0, 1, 7].flatMap((cell) => [0, 1, 13].map((edge) => ({ part, pass, cell, edge }))),
  ),
);
const nameOf = (place: (typeof PLACES)[number]): string => Object.values(place).join('-');

function noises(places: typeof PLACES): Record<string, string> {
  const builder = new GraphBuilder();
  const noise = drawnNoise(builder);
  const parts = [noise('first'), noise('second')];
  for (const place of places)
    builder.output(nameOf(place), parts[place.part]!(place.pass)([4], place.cell, place.edge));
  const names = PLACES.map(nameOf);
  const session = new Session(builder);
  const drawn = session.run({ 'noise.seed': Int32Array.of(2 ** 31 - 1, 5) }, names);
  session.dispose();
  return Object.fromEntries(names.map((name) => [name, String(drawn[name])]));
}

it('each part, pass, cell and edge has noise of its own, in whatever order it is drawn', () => {
  const drawn = noises(PLACES);
  expect(new Set(Object.values(drawn)).size).toBe(PLACES.length);
  expect(noises(PLACES.toReversed())).toEqual(drawn);
});
