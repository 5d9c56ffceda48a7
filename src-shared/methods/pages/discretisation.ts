/** Methods that close the gap between the supernet and the genotype read off it. */
import type { MethodPages } from './page.ts';

export const DISCRETISATION_PAGES: MethodPages<'fair-darts' | 'sgas' | 'da2s' | 'darts-pt'> = {
  'fair-darts': {
    paper: {
      title: 'Fair DARTS: Eliminating Unfair Advantages in Differentiable Architecture Search',
      year: 2019,
      arxiv: '1911.12126',
    },
    rule: 'Each operation has a sigmoid of its own instead of a share of a softmax, so that one need not push out another. A term in the loss of the alpha step drives the sigmoids to 0 or 1. Edges whose best sigmoid is below a threshold are dropped from the genotype, so a node may keep none to two. There is no operation none.',
    equation: [
      'edge(x) = Σ_o σ(α_o)·o(x)',
      'L = L_val − zeroOneWeight·mean((σ(α) − 0.5)²), or |σ(α) − 0.5| for l1',
      'genotype: DARTS, then edges with σ < edgeThreshold dropped',
    ],
    knobs: ['zeroOneWeight', 'zeroOneLoss', 'edgeThreshold'],
    composes:
      'Goes with partial channels, drop path, stop rules, grids, second order and selection by perturbation; not with edge normalisation: edges do not compete.',
    known: [
      'At the start all sigmoids are 0.5, so early genotypes are empty: so in the reference code, too.',
      'The mean of the zero-one loss runs over both cell types together.',
    ],
  },
  sgas: {
    paper: { title: 'SGAS: Sequential Greedy Architecture Search', year: 2019, arxiv: '1912.00195' },
    rule: 'Every few epochs each cell type fixes the edge it is surest of to its best operation, and prunes the other edges into a node once that has two. An edge is judged by how much weight its operations but none have and how certain their choice is; criterion 2 also by how stable it has been. The batch grows after each decision.',
    equation: [
      'importance = Σ_{o≠none} softmax(α)_o, certainty = 1 − H(q)/log(#o), q = the share of each operation but none',
      'criterion 1 = norm(importance)·norm(certainty); criterion 2 = criterion 1·norm(stability)',
      'decisions at epochs sgasStart, sgasStart + sgasEvery, …',
    ],
    knobs: ['sgasCriterion', 'sgasStart', 'sgasEvery', 'sgasBatchGrowth'],
    composes:
      'Goes with partial channels, edge normalisation, drop path and stop rules; not with second-order α steps and the selection by perturbation.',
    known: [
      'With the PyTorch of its time, weight decay keeps moving the alphas of decided edges, and with them the scores of the others; here decided edges stay.',
      'In float32 the certainty of alphas near 0 is rounding noise; scores are computed in double precision here.',
      'A search shorter than 45 epochs leaves edges open; the genotype takes those of the largest importance.',
    ],
  },
  da2s: {
    paper: { title: 'Discretization-Aware Architecture Search', year: 2020, arxiv: '2007.03154' },
    rule: 'A term in the loss of both steps drives the mixing weights towards what the genotype keeps: the entropy of the operations of an edge, and for the weights of the edges into a node their entropy and their distance from two. Its parts grow with the epochs; the alphas start to move at the eighth. There is no operation none.',
    equation: [
      'A = softmax(f(α)), f(α) = x³ if x < −1 else x, x = 2α; edges: k·softmax(min(β, 1)) of the k into a node',
      'L + 0.1·lin(e)·(log(e)·ΣH(A) + 4·Σ_k[0.2·(Σ max(g(β_k), 0) − 2)² + H(softmax g(β_k))])',
    ],
    knobs: ['discreteWeight', 'discreteRamp', 'edgeNormalisation'],
    composes: 'Goes with partial channels, drop path, stop rules and grids. Needs edge normalisation.',
    known: [
      'The forward pass of the reference code gives normal cells the β of reduction cells and the reverse, while its genotype reads each by its own name; here each has its own.',
      'Its ramps and the start of its alphas are constants made for 50 epochs. Here a search of another length has them at the same parts of it; discreteRamp constants leaves them as they are.',
      'Its entropy is NaN in float32 once an alpha is below about −2.36.',
      'Its validation calls the loss without alphas and raises an error: the published search cannot finish an epoch.',
    ],
  },
  'darts-pt': {
    paper: {
      title: 'Rethinking Architecture Selection in Differentiable NAS',
      year: 2021,
      arxiv: '2108.04392',
    },
    rule: 'The alphas of a trained supernet say little about what an operation is worth. After the search the edges are fixed one by one, in random order: each operation is left out in turn, and the one whose absence hurts the validation accuracy most stays. Then each node loses the edges whose absence hurts least until two are left. The supernet is trained on between two decisions.',
    equation: [
      'o*(edge) = argmin_o accuracy_val(supernet without o)',
      'tuneEvery·(14 + 3 − 1) + 1 more epochs at a tenth of the learning rate',
    ],
    knobs: ['select', 'tuneEvery', 'tuneCriterion'],
    composes:
      'select perturbation is a knob: it goes with every method that does not fix its edges itself (not sgas, p-darts, drnas, gdas, random), without grid and stop rule.',
    known: [],
  },
};
