/** What each independent sequence of random draws is for: the first word after the seed in its address. */
export const STREAMS = {
  trainBatches: 1,
  alphaBatches: 2,
  measureBatches: 3,
  weights: 4,
  alphas: 5,
  perturbation: 6,
  noise: 7,
  lanczos: 8,
  dropPath: 9,
  samples: 10,
  rules: 11,
} as const;
