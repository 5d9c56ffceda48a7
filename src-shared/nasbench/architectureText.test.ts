import { expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import { parseGenotype } from '../genotype/parse.ts';
import { architectureRows, deriveArchitecture } from './architecture.ts';
import { architectureToText, isArchitectureText, parseArchitecture } from './architectureText.ts';
import { NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from './spaces.ts';

const SPACE = NASBENCH_SPACES['nb1shot1-1'];
const ALPHAS = {
  mixed_op: [
    [0.1, 0.3, 0.2],
    [0.5, 0.1, 0.1],
    [0, 0, 1],
    [0, 1, 0],
  ],
  output: [[0.1, 0.2, 0, 0.4, 0.1]],
  'inputs.3': [[0.3, 0.1, 0.2]],
  'inputs.4': [[0, 0.1, 0.5, 0.2]],
};
const ARCHITECTURE = deriveArchitecture(SPACE, ALPHAS);
const TEXT =
  '{"space":"nb1shot1-1","operations":["conv3x3-bn-relu","maxpool3x3","conv1x1-bn-relu","conv3x3-bn-relu"],"parents":[[],[0],[0,1],[0,2],[2,3],[1,3]]}';

it('is one line that names its space and is read back as the same architecture', () => {
  expect(architectureToText(SPACE, ARCHITECTURE)).toBe(TEXT);
  expect(parseArchitecture(TEXT)).toEqual({ space: SPACE, architecture: ARCHITECTURE });
  expect(isArchitectureText(TEXT)).toBe(true);
  expect(isArchitectureText('{"normal": []}')).toBe(false);
});

it('derives the same architecture from the rows that hold 1 for what it keeps', () => {
  expect(deriveArchitecture(SPACE, architectureRows(SPACE, ARCHITECTURE))).toEqual(ARCHITECTURE);
});

it.each([
  ['{"space":"nb1shot1-1"', 'it is not JSON'],
  [TEXT.replace('nb1shot1-1', 'nb1shot1-3'), 'it has 4 operations, space nb1shot1-3 has 5 nodes'],
  [TEXT.replace('nb1shot1-1', 'nb1shot1-2'), 'vertex 2 has the parents [0,1]; space nb1shot1-2 gives it 1'],
  [TEXT.replace('[1,3]]', '[3,1]]'), 'vertex 5 has the parents [3,1]'],
  [TEXT.replace('[0,2]', '[0,3]'), 'vertex 3 has the parents [0,3]'],
  [TEXT.replace('"maxpool3x3"', '"avgpool3x3"'), 'Invalid option'],
])('refuses %s', (text, problem) => {
  expect(refusal(() => parseArchitecture(text)).message).toContain(problem);
});

it('is no genotype of cells, and the refusal says what it is', () => {
  expect(refusal(() => parseGenotype(TEXT)).message).toContain('an architecture of NAS-Bench-1Shot1');
});

it('knows every space', () => {
  for (const name of NASBENCH_SPACE_NAMES) expect(NASBENCH_SPACES[name].kind).toBe('nasbench');
});
