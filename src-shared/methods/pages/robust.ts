/** Methods against the collapse of DARTS: smoother landscapes, regularised weights, an earlier end. */
import type { MethodPages } from './page.ts';

const ROBUST = {
  title: 'Understanding and Robustifying Differentiable Architecture Search',
  year: 2019,
  arxiv: '1909.09656',
} as const;
const SMOOTH = {
  title: 'Stabilizing Differentiable Architecture Search via Perturbation-based Regularization',
  year: 2020,
  arxiv: '2002.05283',
} as const;
const PERTURBED =
  'Goes with every part: partial channels, edge normalisation, drop path, stop rules, grids, second order, selection by perturbation.';

export const ROBUST_PAGES: MethodPages<
  | 'ms-darts'
  | 'sdarts-rs'
  | 'sdarts-adv'
  | 'r-darts-dp'
  | 'r-darts-l2'
  | 'darts-es'
  | 'darts-ada'
  | 'darts-plus'
> = {
  'ms-darts': {
    paper: {
      title: 'MS-DARTS: Mean-Shift Based Differentiable Architecture Search',
      year: 2021,
      arxiv: '2108.09996',
    },
    rule: 'Before each weight step A = softmax(α) moves by a sampled mean shift: N points around it are scored by their loss, and A becomes their mean, weighted by the loss and by a Gaussian kernel of the distance, T times over. The weights are so trained to be good around A, and the search ends on a plateau of the loss. Alphas are moved from their fifth epoch on; the genotype is that of the best epoch on validation images.',
    equation: [
      'x_n = A + U(−ε, ε), c_n = clip(x_n), ω = softmax_n(L(c_n))',
      'K_n = exp(−½‖A − c_n‖²/h²)',
      'A ← Σ_n ω_n·K_n·x_n / Σ_n ω_n·K_n, T times',
      'ε(e) = ε/10 + (ε − ε/10)·e/E',
    ],
    knobs: [
      'epsilon',
      'epsilonStart',
      'samples',
      'iterations',
      'bandwidth',
      'shiftBatch',
      'shiftAverage',
      'project',
      'alphaStartEpoch',
      'select',
    ],
    composes: PERTURBED,
    known: [
      'The paper scores the samples on validation images, the reference code on the training batch: shiftBatch.',
      'Samples are clipped for loss and kernel and averaged unclipped, so A leaves the simplex: shiftAverage, project.',
      'In float32 the kernel of the reference code underflows to 0/0 at small h; here it is formed in log space, the same elsewhere.',
      'The cutout ramp of the reference code has no effect: the default is the constant probability that results.',
    ],
    expected: 'test error 2.51 ± 0.02 % (4 seeds); its table has DARTS at 2.76 %',
  },
  'sdarts-rs': {
    paper: SMOOTH,
    rule: 'Before each weight step a uniform random vector is added to A = softmax(α) and the sum is brought back to the simplex, so that the weights are trained around A. The radius grows over the epochs.',
    equation: ['A ← clip(A + U(−ε, ε))', 'ε(e) = 0.03 + (0.3 − 0.03)·e/E'],
    knobs: ['epsilon', 'epsilonStart'],
    composes: PERTURBED,
    known: ['The authors search with first-order α steps only.'],
  },
  'sdarts-adv': {
    paper: SMOOTH,
    rule: 'Before each weight step A = softmax(α) moves to where the training loss is high: projected gradient ascent of some steps in a box around it, from a random start. If the loss did not rise, A stays.',
    equation: [
      'A ← A + (2ε/7)·sign(∇A L_train(A)); clamp to A₀ ± ε; clip; 7 times',
      'ε(e) = 0.03 + (0.3 − 0.03)·e/E',
    ],
    knobs: ['epsilon', 'epsilonStart', 'attackSteps'],
    composes: PERTURBED,
    known: [
      'The result is within ε only before it is divided by its row sums; so in the reference code, too.',
    ],
  },
  'r-darts-dp': {
    paper: ROBUST,
    rule: 'Second-order DARTS four times, each with another probability that an image misses an edge; the probability rises linearly over the epochs, and so does that of cutout. The search with the best validation accuracy is kept.',
    equation: [
      'edge(x) ← edge(x)·Bernoulli(1 − p(e))/(1 − p(e)), one draw an edge and image',
      'p(e) = p·e/(E − 1), p ∈ {0, 0.2, 0.4, 0.6}',
    ],
    knobs: ['dropPath', 'grid', 'gridValues', 'cutout'],
    composes: 'Drop path and grid are knobs of every method that has no stages; a grid has no stop rule.',
    known: [
      'One draw covers the mixed output of an edge, not an operation: so the reference code, and so here.',
    ],
  },
  'r-darts-l2': {
    paper: ROBUST,
    rule: 'Second-order DARTS five times, each with another weight decay of the weights. The search with the best validation accuracy is kept.',
    equation: ['L_train + wd/2·‖w‖², wd ∈ {3, 9, 27, 81, 243}·1e-4'],
    knobs: ['weightDecay', 'grid', 'gridValues'],
    composes: 'The grid is a knob of every method that has no stages; it has no stop rule.',
    known: [],
  },
  'darts-es': {
    paper: ROBUST,
    rule: 'λ_max, the largest eigenvalue of the Hessian of the validation loss over the alphas, rises before DARTS collapses. Every second epoch it enters a local mean of five values; once that mean exceeds 1.3 times the one eight epochs before, the search ends with the genotype of that earlier epoch.',
    equation: ['mean(λ)_e / mean(λ)_{e−8} > stopFactor ⇒ genotype of that earlier epoch'],
    knobs: ['stopRule', 'stopFactor', 'stopStart', 'curvature'],
    composes: 'The rule, stopRule eigenvalue, ends a search of any method that has no stages and no grid.',
    known: [
      'The reference code measures every 50 epochs unless its scripts say 2; the rule here is that of the scripts.',
      'It does not stop once the weight decay is near its largest value; here it stops whatever the weight decay.',
    ],
  },
  'darts-ada': {
    paper: ROBUST,
    rule: 'As DARTS-ES, but at the stop the search goes back to the earlier epoch and goes on with ten times the weight decay. It ends at its last epoch, or when the weight decay would exceed its largest value.',
    equation: ['stop at epoch s: state ← state(s), wd ← stopDecayFactor·wd while wd ≤ stopDecayMost'],
    knobs: ['stopAction', 'stopDecayFactor', 'stopDecayMost', 'stopFactor', 'stopStart'],
    composes: 'stopAction regularise goes with any method whose search the eigenvalue rule ends.',
    known: [
      'Factor and largest value are those of the scripts of the reference code (10, 0.03), not of its command line (3, 0.0243).',
    ],
  },
  'darts-plus': {
    paper: {
      title: 'DARTS+: Improved Differentiable Architecture Search with Early Stopping',
      year: 2019,
      arxiv: '1909.06035',
    },
    rule: 'The search ends as soon as the normal cell of its genotype has two skip connections, and takes that genotype. The second rule of the paper ends it when the order of the operations with weights is the same on every edge for ten epochs: stopRule ranking.',
    equation: ['#skip_connect(normal cell of the genotype) ≥ maxSkips ⇒ end'],
    knobs: ['stopRule', 'maxSkips', 'stopPatience'],
    composes:
      'Both rules end a search of any method that has no stages and no grid (ranking: where the alphas move).',
    known: [
      'There is no official code. ConfigurableOptimizer stops beyond the number of skips, the paper at it; here at it.',
    ],
  },
};
