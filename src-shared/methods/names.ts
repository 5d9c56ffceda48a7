/** The methods that a search can follow, in the order of lists and tables. */
export const METHOD_NAMES = [
  'ms-darts',
  'darts',
  'darts-2nd',
  'pc-darts',
  'gdas',
  'sdarts-rs',
  'sdarts-adv',
  'r-darts-dp',
  'r-darts-l2',
  'darts-es',
  'darts-ada',
  'p-darts',
  'darts-plus',
  'fair-darts',
  'sgas',
  'da2s',
  'darts-pt',
  'darts-minus',
  'beta-darts',
  'lambda-darts',
  'oles',
  'drnas',
  'random',
] as const;
export type MethodName = (typeof METHOD_NAMES)[number];

export function isMethodName(name: string): name is MethodName {
  return METHOD_NAMES.some((each) => each === name);
}
