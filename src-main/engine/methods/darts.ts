import type { Method } from './method.ts';

/** DARTS, first order: the base that every other method differs from. */
export const darts: Method = {
  name: 'darts',
  title: 'DARTS (1st order)',
  source: 'arXiv 1806.09055; quark0/darts cnn/architect.py',
};
