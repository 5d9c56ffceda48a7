/** What an evaluation would train, before anything starts: network, images, steps. */
import { evaluationCost } from '../../src-shared/genotype/evaluationCost.ts';
import { parseGenotype } from '../../src-shared/genotype/parse.ts';
import type { EvalConfig } from '../../src-shared/run/evalConfig.ts';
import type { DatasetInfo } from '../engine/dataset/datasetInfo.ts';
import { evaluationSteps, imageCounts } from '../engine/evaluation/evaluationData.ts';
import { assertEvaluable } from '../host/runnable.ts';
import { count, plural } from './format.ts';
import { sizeText } from './networkText.ts';
import { ruleText } from './evaluationResult.ts';
import type { Answer } from './output.ts';

function planOf(config: EvalConfig, info: DatasetInfo, seeds: number) {
  const { channels, layers, stem, auxiliary } = config;
  const { height: size, width, channels: imageChannels } = info;
  const network = { channels, layers, stem, auxiliary, size, width, imageChannels };
  const images = imageCounts(config, info);
  const stepsPerEpoch = evaluationSteps(config, info);
  return {
    config,
    seeds,
    network: evaluationCost(parseGenotype(config.genotype), { ...network, classes: info.classes.length }),
    images: { ...images, ofTrain: info.train.count, ofTest: info.test.count, heldOut: config.holdOut },
    stepsPerEpoch,
    steps: stepsPerEpoch * config.epochs,
  };
}

type Plan = ReturnType<typeof planOf>;

function imagesText({ config, images, stepsPerEpoch }: Plan): string {
  const used = Math.min(stepsPerEpoch * config.batch, images.train);
  const part = (number: number, of: number): string =>
    number === of ? count(number) : `${count(number)} of ${count(of)}`;
  return [
    `${part(used, images.ofTrain)} train an epoch`,
    ...(images.heldOut > 0 ? [`${count(images.heldOut)} held out`] : []),
    `${part(images.test, images.ofTest)} tested after it`,
  ].join(', ');
}

function planText(plan: Plan): string {
  const { config, seeds, network, steps, stepsPerEpoch } = plan;
  const { layers, channels, batch, epochs, stem, dataset, select } = config;
  const rows = [
    ['Network', `${layers} cells, ${channels} channels, ${stem} stem: ${sizeText(network)}`],
    ['Data set', `${dataset}: ${imagesText(plan)}`],
    ['Steps', `${count(steps)}: ${plural(epochs, 'epoch')} of ${count(stepsPerEpoch)}, batch ${batch}`],
    ['Runs', `${plural(seeds, 'seed')} from ${config.seed} on`],
    ['Reports', `the test accuracy of ${ruleText(select)}`],
    ['Time', 'not estimated: there is no estimate for evaluations yet'],
  ];
  return rows.map(([title = '', text = '']) => `${title.padEnd(10)}  ${text}`).join('\n');
}

/** The answer of `evaluate --dry-run`. Refuses what the host would refuse. */
export async function planAnswer(home: string, config: EvalConfig, seeds: number): Promise<Answer> {
  const plan = planOf(config, await assertEvaluable(home, config), seeds);
  return { data: plan, text: planText(plan) };
}
