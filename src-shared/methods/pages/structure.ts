/** Methods that change what the supernet computes, or what it is made of as the search goes on. */
import type { MethodPages } from './page.ts';

export const STRUCTURE_PAGES: MethodPages<'pc-darts' | 'gdas' | 'p-darts' | 'drnas'> = {
  'pc-darts': {
    paper: {
      title: 'PC-DARTS: Partial Channel Connections for Memory-Efficient Architecture Search',
      year: 2019,
      arxiv: '1907.05737',
    },
    rule: 'Only 1/K of the channels of a node pass the operations, the others go by, and the channels are shuffled: less memory, larger batches, less advantage for operations without weights. A second set of logits, β, weights the edges into each node; the genotype is read off the products of both.',
    equation: [
      'y = shuffle(concat(Σ_o softmax(α)_o · o(x[:C/K]), x[C/K:]))',
      'node_i = Σ_j softmax_j(β_ji)·y_ji',
      'genotype: DARTS on softmax(α)·softmax(β)',
    ],
    knobs: ['partialChannels', 'edgeNormalisation', 'alphaStartEpoch'],
    composes:
      'Both parts are knobs of every method (edge normalisation not of fair-darts): `--method ms-darts --partial-channels 4 --edge-normalisation` is MS-DARTS on the supernet of PC-DARTS.',
    known: ['K is 4 throughout the reference code; here it is any divisor of the channels that leaves two.'],
  },
  gdas: {
    paper: {
      title: 'Searching for A Robust Neural Architecture in Four GPU Hours',
      year: 2019,
      arxiv: '1910.04465',
    },
    rule: 'Each step samples one operation an edge by the Gumbel softmax and trains that network alone; the gradient passes straight through the choice to the alphas. The weight step comes first, then the alpha step. The temperature falls over the epochs.',
    equation: [
      'p = softmax((log softmax(α) + G)/τ), G = −log Exp(1), h = onehot(argmax p) − stopgrad(p) + p',
      'edge(x) = h_i·o_i(x), i = argmax p',
      'τ(e) = temperature − (temperature − temperatureMin)·e/(E − 1)',
    ],
    knobs: ['temperature', 'temperatureMin', 'gumbelGradient', 'nesterov'],
    composes:
      'Goes with partial channels, edge normalisation, drop path, stop rules and grids; not with second-order α steps and the selection by perturbation.',
    known: [
      'The reference code has two gradients: its NASNet cells give one to the weight of the chosen operation only, its NAS-Bench-201 cells to all. Both are there: gumbelGradient.',
      'Its rule for the genotype of NASNet cells may take one predecessor of a node twice.',
      'It computes the drawn operation alone; here the others are computed with weight 0, so a step costs what that of DARTS does.',
      'An operation that a step did not draw has no gradient: its weights and their momentum stay as they are, as with PyTorch 2. (Older ones leave zeros behind, so what was drawn once goes on decaying and moving.)',
    ],
  },
  'p-darts': {
    paper: {
      title:
        'Progressive Differentiable Architecture Search: Bridging the Depth Gap between Search and Evaluation',
      year: 2019,
      arxiv: '1904.12760',
    },
    rule: 'Three searches one after the other, each with a deeper supernet, new weights and new alphas, and fewer operations: after each stage an edge keeps its strongest ones. Dropout after skip connections, falling within a stage, takes their advantage away. At the end the weakest skips of the normal cell are replaced until no more than two are left.',
    equation: [
      'stages of 5, 11, 17 cells; 5, 3, 1 operations kept on an edge',
      'p(e) = p₀·(E − e − 1)/E before α steps, p₀·exp(−0.2·(e − alphaStartEpoch)) then',
    ],
    knobs: ['stageLayers', 'stageOperations', 'skipDropout', 'skipLimit'],
    composes:
      'Goes with partial channels, edge normalisation and drop path; not with stop rules, grids and the selection by perturbation. Skip dropout is a knob of every method.',
    known: [
      'Skip dropout is 0 in the defaults of the reference code; its README gives 0.1, 0.4, 0.7.',
      'It prints genotypes for 8 to 0 allowed skips; its authors advise 2, which is taken here.',
      'Ties go to the later edge there, the opposite of DARTS.',
    ],
  },
  drnas: {
    paper: { title: 'DrNAS: Dirichlet Neural Architecture Search', year: 2020, arxiv: '2006.10355' },
    rule: 'The mixing weights are drawn from a Dirichlet distribution whose concentration is learned, with the gradient taken through the draw; a term keeps the distribution near the even one. The search has two stages with partial channels: the second starts from the weights of the first with more channels and fewer operations.',
    equation: [
      'A ~ Dirichlet(elu(α) + 1)',
      'L = L_val + dirichletWeight·distance(Dirichlet(elu(α) + 1), Dirichlet(1))',
      'stages K 6 → 4; 4 operations kept on an edge',
    ],
    knobs: ['dirichletWeight', 'dirichletDistance', 'stagePartial', 'stageOperations'],
    composes:
      'Goes with edge normalisation and drop path; not with stop rules, grids and the selection by perturbation.',
    known: [
      'The gradient through the draw is an approximation in PyTorch itself, good to about 1e-3.',
      'The reference code copies channels where the network grows wider; here new channels start at random beside the old ones.',
    ],
  },
};
