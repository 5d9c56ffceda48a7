/** The rules by which an evaluation chooses the epoch whose test accuracy it reports, in words. */
import { EVALUATION_RULES, type EvaluationRule } from '../../../src-shared/run/evalConfig.ts';
import type { EvaluationResult } from '../../../src-shared/contract/runs.ts';

interface RuleLook {
  readonly title: string;
  readonly about: string;
}

export const RULES = {
  last: { title: 'last epoch', about: 'the test accuracy after the last epoch, chosen before training' },
  'best-test': {
    title: 'best test epoch',
    about: 'the best test accuracy of all epochs: the test set chose the epoch, so it flatters',
  },
  'best-validation': {
    title: 'best validation epoch',
    about: 'the test accuracy at the epoch that was best on held-out training images',
  },
} as const satisfies Record<EvaluationRule, RuleLook>;

const isRule = (rule: string): rule is EvaluationRule => EVALUATION_RULES.some((known) => known === rule);

/** A rule in two or three words; one of another version as it is written. */
export function ruleTitle(rule: string): string {
  return isRule(rule) ? RULES[rule].title : rule;
}

/** What a rule means. */
export function ruleAbout(rule: string): string {
  return isRule(rule) ? RULES[rule].about : rule;
}

/** `last epoch, epoch 599`: how a number came about. */
export function resultNote({ rule, epoch }: EvaluationResult): string {
  return `${ruleTitle(rule)}, epoch ${epoch}`;
}

/** The rules that occur among runs, each once. */
export function rulesOf(runs: readonly { readonly result: EvaluationResult | null }[]): string[] {
  return [...new Set(runs.flatMap(({ result }) => (result === null ? [] : [result.rule])))].sort();
}
