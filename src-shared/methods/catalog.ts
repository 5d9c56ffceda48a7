/** What each method is: for lists, forms, presets and docs. How it works stands in `src-main/engine/methods`. */
import type { SearchConfigInput } from '../run/searchKnobs.ts';
import type { Preset } from '../run/presetTable.ts';
import type { MethodName } from './names.ts';
import { DARTS_PAGES } from './pages/darts.ts';
import { DISCRETISATION_PAGES } from './pages/discretisation.ts';
import type { MethodPage } from './pages/page.ts';
import { ROBUST_PAGES } from './pages/robust.ts';
import { STRUCTURE_PAGES } from './pages/structure.ts';

/** `config`: the knobs that differ from the defaults of the schema; `source`: the paper and the reference code. */
export interface MethodInfo extends Preset<SearchConfigInput>, MethodPage {
  /** It has no use for the operation `none`. */
  readonly withoutNone?: true;
  /** What it needs to have on the small network of the presets `demo` and `small`. */
  readonly small?: SearchConfigInput;
}

/** What their pages say. */
const PAGES = { ...DARTS_PAGES, ...ROBUST_PAGES, ...STRUCTURE_PAGES, ...DISCRETISATION_PAGES };

const DARTS = { epochs: 50, seed: 2, alphaStartEpoch: 0 } as const;
const SECOND = { ...DARTS, alphaOrder: 'second', cutout: 'constant' } as const;
const SMOOTH = { epochs: 50, alphaStartEpoch: 0 } as const;

export const METHODS: Readonly<Record<MethodName, MethodInfo>> = {
  'ms-darts': {
    ...PAGES['ms-darts'],
    title: 'MS-DARTS',
    source: 'arXiv 2108.09996; aaron851113/MS-DARTS attacker/perturb_ms.py, train_search_ms.py',
    config: {},
  },
  darts: {
    ...PAGES.darts,
    title: 'DARTS (1st order)',
    source: 'arXiv 1806.09055; quark0/darts cnn/{architect,train_search}.py',
    config: DARTS,
  },
  'darts-2nd': {
    ...PAGES['darts-2nd'],
    title: 'DARTS (2nd order)',
    source: 'arXiv 1806.09055; quark0/darts cnn/architect.py, --unrolled',
    config: { ...DARTS, alphaOrder: 'second' },
  },
  'pc-darts': {
    ...PAGES['pc-darts'],
    title: 'PC-DARTS',
    source: 'arXiv 1907.05737; yuhuixu1993/PC-DARTS {model_search,train_search}.py',
    config: {
      ...DARTS,
      alphaStartEpoch: 15,
      partialChannels: 4,
      edgeNormalisation: true,
      batch: 256,
      learningRate: 0.1,
      learningRateMin: 0,
      alphaLearningRate: 6e-4,
    },
  },
  gdas: {
    ...PAGES.gdas,
    title: 'GDAS',
    source: 'arXiv 1910.04465; D-X-Y/AutoDL-Projects xautodl/models/cell_searchs/search_model_gdas*.py',
    config: { ...DARTS, epochs: 250, batch: 256, weightDecay: 5e-4, nesterov: true },
  },
  'sdarts-rs': {
    ...PAGES['sdarts-rs'],
    title: 'SDARTS-RS',
    source: 'arXiv 2002.05283; xiangning-chen/SmoothDARTS attacker/perturb.py',
    config: SMOOTH,
  },
  'sdarts-adv': {
    ...PAGES['sdarts-adv'],
    title: 'SDARTS-ADV',
    source: 'arXiv 2002.05283; xiangning-chen/SmoothDARTS attacker/{perturb,linf_sgd}.py',
    config: SMOOTH,
  },
  'r-darts-dp': {
    ...PAGES['r-darts-dp'],
    title: 'R-DARTS (DP)',
    source: 'arXiv 1909.09656; automl/RobustDARTS src/search, scripts',
    config: { ...SECOND, cutout: 'ramp', grid: 'dropPath', gridValues: '0,0.2,0.4,0.6' },
  },
  'r-darts-l2': {
    ...PAGES['r-darts-l2'],
    title: 'R-DARTS (L2)',
    source: 'arXiv 1909.09656; automl/RobustDARTS src/search, scripts',
    config: { ...SECOND, grid: 'weightDecay', gridValues: '3e-4,9e-4,27e-4,81e-4,243e-4' },
  },
  'darts-es': {
    ...PAGES['darts-es'],
    title: 'DARTS-ES',
    source: 'arXiv 1909.09656; automl/RobustDARTS src/utils.py (EVLocalAvg)',
    config: { ...SECOND, stopRule: 'eigenvalue' },
  },
  'darts-ada': {
    ...PAGES['darts-ada'],
    title: 'DARTS-ADA',
    source: 'arXiv 1909.09656; automl/RobustDARTS src/search/train_search.py, scripts',
    config: { ...SECOND, stopRule: 'eigenvalue', stopAction: 'regularise' },
  },
  'p-darts': {
    ...PAGES['p-darts'],
    title: 'P-DARTS',
    source: 'arXiv 1904.12760; chenxin061/pdarts train_search.py',
    config: {
      ...DARTS,
      epochs: 25,
      alphaStartEpoch: 10,
      batch: 96,
      layers: 5,
      learningRateMin: 0,
      alphaLearningRate: 6e-4,
      stageLayers: '5,11,17',
      stageOperations: '5,3,1',
      skipDropout: '0.1,0.4,0.7',
      select: 'last',
    },
    small: { stageLayers: '3,5,7' },
  },
  'darts-plus': {
    ...PAGES['darts-plus'],
    title: 'DARTS+',
    source: 'arXiv 1909.06035, rule 1; its rule 2 is stopRule ranking',
    config: { ...DARTS, stopRule: 'skips' },
  },
  'fair-darts': {
    ...PAGES['fair-darts'],
    title: 'Fair DARTS',
    source:
      'arXiv 1911.12126; xiaomi-automl/FairDARTS fairdarts/{model_search,separate_loss,train_search}.py',
    withoutNone: true,
    config: {
      ...DARTS,
      batch: 128,
      learningRate: 0.005,
      alphaLearningRate: 3e-3,
      alphaBeta1: 0.9,
    },
  },
  sgas: {
    ...PAGES.sgas,
    title: 'SGAS',
    source: 'arXiv 1912.00195; lightaime/sgas cnn/{train_search,model_search}.py',
    config: { ...DARTS, select: 'last' },
  },
  da2s: {
    ...PAGES.da2s,
    title: 'DA²S',
    source: 'sunsmarterjie/DAAS cnn/{MinEntropyLoss,dimension,model_search,train_search}.py',
    withoutNone: true,
    config: { ...DARTS, edgeNormalisation: true, discreteRamp: 'scaled', select: 'last' },
  },
  'darts-pt': {
    ...PAGES['darts-pt'],
    title: 'DARTS-PT',
    source: 'arXiv 2108.04392; ruocwang/darts-pt sota/cnn/{projection,train_search}.py',
    config: { ...DARTS, select: 'perturbation' },
    small: { tuneEvery: 1 },
  },
  'darts-minus': {
    ...PAGES['darts-minus'],
    title: 'DARTS−',
    source: 'arXiv 2009.01027; automl/ConfigurableOptimizer (AuxiliarySkipConnection)',
    config: { ...DARTS, auxiliarySkip: 1 },
  },
  'beta-darts': {
    ...PAGES['beta-darts'],
    title: 'β-DARTS',
    source: 'arXiv 2203.01665; Sunshine-Ye/Beta-DARTS optimizers/darts/architect.py',
    config: DARTS,
  },
  'lambda-darts': {
    ...PAGES['lambda-darts'],
    title: 'Λ-DARTS',
    source: 'arXiv 2210.07998; dr-faustus/Lambda-DARTS sota/cnn/{model_search,train_search}.py',
    withoutNone: true,
    config: DARTS,
  },
  oles: {
    ...PAGES.oles,
    title: 'OLES',
    source: 'PasaLab/oles train_search.py',
    config: { ...DARTS, olesForm: 'code' },
  },
  drnas: {
    ...PAGES.drnas,
    title: 'DrNAS',
    source: 'arXiv 2006.10355; xiangning-chen/DrNAS DARTS-space/{train_search,model_search}.py',
    config: {
      ...DARTS,
      epochs: 25,
      alphaStartEpoch: 10,
      channels: 36,
      layers: 20,
      learningRate: 0.1,
      learningRateMin: 0,
      alphaLearningRate: 6e-4,
      edgeNormalisation: false,
      stagePartial: '6,4',
      stageOperations: '4',
      select: 'last',
    },
    small: { stagePartial: '4,2' },
  },
  random: {
    ...PAGES.random,
    title: 'Random search',
    source: 'arXiv 1902.07638 (random search with weight sharing)',
    config: DARTS,
  },
};
