/** DARTS itself, what changes its alpha step, and random search, to which all of them are compared. */
import type { MethodPages } from './page.ts';

const ANY = 'Goes with every part: partial channels, edge normalisation, drop path, stop rules, grids';

export const DARTS_PAGES: MethodPages<
  'darts' | 'darts-2nd' | 'darts-minus' | 'beta-darts' | 'lambda-darts' | 'oles' | 'random'
> = {
  darts: {
    paper: { title: 'DARTS: Differentiable Architecture Search', year: 2018, arxiv: '1806.09055' },
    rule: 'Every edge of a cell mixes all its operations with the weights A = softmax(α). Each step moves the alphas by the gradient of the validation loss, the weights held fixed, then the weights by the gradient of the training loss. The genotype keeps the two strongest edges of each node and the strongest operation but none on each.',
    equation: [
      'node_i = Σ_{j<i} Σ_o softmax(α_ji)_o · o(node_j)',
      'α ← Adam(α, ∇α L_val(w, α))',
      'w ← SGD(w, ∇w L_train(w, α))',
    ],
    knobs: ['alphaOrder', 'alphaLearningRate', 'alphaWeightDecay'],
    composes: `${ANY}, selection by perturbation. The base of every other method.`,
    known: [
      'The reference code logs the genotype of an epoch before it trains; here it is that of its end, like every other number of the epoch.',
      'It draws validation batches with replacement and reshuffles for each; so does Plateau.',
    ],
  },
  'darts-2nd': {
    paper: { title: 'DARTS: Differentiable Architecture Search', year: 2018, arxiv: '1806.09055' },
    rule: 'The alphas are moved by the gradient of the validation loss after one weight step ahead, which depends on them. The part that comes through that step is a Hessian-vector product, taken as the difference of two gradients of the training loss at weights moved by ±R·v.',
    equation: [
      "w' = w − η·(momentum + ∇w L_train(w, α) + wd·w)",
      "g = ∇α L_val(w', α) − η·[∇α L_train(w + R·v, α) − ∇α L_train(w − R·v, α)] / 2R",
      "v = ∇w' L_val(w', α), R = 0.01/‖v‖",
    ],
    knobs: ['learningRate', 'momentum', 'weightDecay'],
    composes: `${ANY}. Any method takes --alpha-order second but those whose step has no place for it (gdas, sgas, lambda-darts, oles, random).`,
    known: [
      'On networks with ReLU and max pools the difference with R = 0.01/‖v‖ is not close to the exact term, because kinks are crossed; R is kept as in the reference code, so that its numbers are reproduced.',
      'The gradient used for the step ahead is not clipped, as in the reference code.',
      'Two well-known ports got this formula wrong by operator precedence (khanrc/pt.darts#38, microsoft/nni#3044).',
    ],
  },
  'darts-minus': {
    paper: {
      title: 'DARTS-: Robustly Stepping out of Performance Collapse Without Indicators',
      year: 2020,
      arxiv: '2009.01027',
    },
    rule: 'Every edge gets an extra skip connection outside of its mixture, so that the one inside no longer has to help the training along. Its weight falls from 1 to 0 over the epochs; it is not part of the genotype.',
    equation: ['edge(x) = β(e)·x + Σ_o softmax(α)_o · o(x)', 'β(e) = auxiliarySkip·(1 − e/E)'],
    knobs: ['auxiliarySkip'],
    composes: 'One knob, auxiliarySkip, that goes with every method.',
    known: [
      'The authors published no search code; the form is that of the paper and of ConfigurableOptimizer.',
    ],
  },
  'beta-darts': {
    paper: {
      title: 'β-DARTS: Beta-Decay Regularization for Differentiable Architecture Search',
      year: 2022,
      arxiv: '2203.01665',
    },
    rule: 'The loss of the alpha step gets a term that keeps the logits from drifting apart: the mean over the edges of the logsumexp of their alphas. Its weight grows with the epochs.',
    equation: ['L = L_val(w, α) + λ(e)·mean_edges log Σ_o exp(α_o)', 'λ(e) = betaWeight·e/E'],
    knobs: ['betaWeight'],
    composes: `${ANY}, selection by perturbation, second order.`,
    known: [
      'The search of the reference code on the DARTS space cannot run as published: its regulariser gets a list of two tensors, and the step is called without the epoch. Here the mean of each cell type is taken and both are added.',
    ],
  },
  'lambda-darts': {
    paper: {
      title: 'Λ-DARTS: Mitigating Performance Collapse by Harmonizing Operation Selection among Cells',
      year: 2022,
      arxiv: '2210.07998',
    },
    rule: 'Cells share their alphas but not what they would want of them. The weight step gets a term that aligns the gradients of the loss with respect to the mixing weights of the normal cells with each other, taken as a finite difference in these weights. Its weight grows with the epochs. There is no operation none.',
    equation: [
      'G_l = ∂L/∂A at normal cell l, u_l = G_l/‖G_l‖',
      'd_l = (I − u_l·u_lᵀ)/‖G_l‖ · Σ_k u_k / (n(n−1)/2), ε = ε₀/‖d‖',
      'g = ∇w L + λ·e/(E−1) · [∇w L(A − ε·d) − ∇w L(A + ε·d)] / 2ε',
    ],
    knobs: ['lambdaWeight', 'lambdaReach', 'lambdaForm'],
    composes: `${ANY}. Needs two normal cells and first-order α steps.`,
    known: [
      'The defaults are those of the command line of the reference code (ε₀ 1e-4, λ 0.125); its script uses 1e-3, 0.25 and batches of 96.',
      'The term is added before the gradient is clipped, as in the reference code.',
    ],
  },
  oles: {
    paper: { title: 'Operation-Level Early Stopping for Robustifying Differentiable NAS', year: 2023 },
    rule: 'Operations with weights overfit the training half, and skip connections win. For each operation the gradient of its weights on the validation batch is compared with that on the training batch; once their mean cosine over some steps falls below a threshold, the weights of the operation stay as they are for good.',
    equation: [
      'definition: s_o = mean over its tensors of cos(∇w_o L_val, ∇w_o L_train)',
      'code: s_o = mean over its tensors and their inputs of cos(∇w_o L_val + g, g) along the output channels, g = clip(∇w_o L_train)',
      'mean of s_o over olesWindow steps < olesThreshold ⇒ w_o is frozen',
    ],
    knobs: ['olesForm', 'olesThreshold', 'olesWindow'],
    composes: `${ANY}, selection by perturbation. Needs first-order α steps.`,
    known: [
      'The reference code sums 21 values and divides by 20; the mean is meant.',
      'Its α step adds the validation gradient to the training gradient that is still there, and the sum is what it compares: gradients that have nothing in common agree to 0.71. Its threshold of 0.4 stands on that, so olesForm code is what the method starts with; by the definition a short search (batch 16, window 6) stopped every convolution at 0.4, by the code none.',
    ],
  },
  random: {
    paper: {
      title: 'Random Search and Reproducibility for Neural Architecture Search',
      year: 2019,
      arxiv: '1902.07638',
    },
    rule: 'The honest baseline. Each step trains the shared weights on a random architecture; there are no alpha steps. After each epoch some random architectures are compared on the validation half, and the best so far is the genotype.',
    equation: [
      'A ~ random architecture each step; w ← SGD(w, ∇w L_train(w, A))',
      'genotype = argmax of validation accuracy over the candidates',
    ],
    knobs: ['candidates'],
    composes: `${ANY} but the rule ranking. The knobs of the alphas do nothing.`,
    known: [],
  },
};
