/** What the page of a method tells, beside its title, source and settings. */
import type { SearchConfig } from '../../run/searchKnobs.ts';
import type { MethodName } from '../names.ts';

export interface MethodPage {
  readonly paper: {
    readonly title: string;
    readonly year: number;
    /** Its number on arXiv. */
    readonly arxiv?: string;
  };
  /** What it does, in a few sentences. */
  readonly rule: string;
  /** A line each. */
  readonly equation: readonly string[];
  /** Knobs that matter for it, beside those it sets. */
  readonly knobs: readonly Exclude<keyof SearchConfig, 'kind'>[];
  /** What it goes with, and what not. */
  readonly composes: string;
  /** What is known of its reference code, and what is done here. */
  readonly known: readonly string[];
  /** The number of its paper for CIFAR-10, where it is known with its source. */
  readonly expected?: string;
}

export type MethodPages<N extends MethodName> = Readonly<Record<N, MethodPage>>;
