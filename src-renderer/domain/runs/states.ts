/** How each state of a run looks: a word, an icon and a tone, never colour alone. */
import type { Component } from 'svelte';
import Ban from '@lucide/svelte/icons/ban';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CirclePlay from '@lucide/svelte/icons/circle-play';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import CircleX from '@lucide/svelte/icons/circle-x';
import Clock from '@lucide/svelte/icons/clock';
import type { LucideProps } from '@lucide/svelte';
import type { RunState } from '../../../src-shared/contract/runs.ts';

export interface StateLook {
  readonly icon: Component<LucideProps>;
  readonly tone: 'good' | 'warn' | 'bad' | 'accent' | 'plain';
  /** What the state means, for a tooltip. */
  readonly meaning: string;
}

export const STATE_LOOKS = {
  running: { icon: CirclePlay, tone: 'good', meaning: 'its process lives' },
  queued: { icon: Clock, tone: 'plain', meaning: 'waits for a device' },
  paused: { icon: CirclePause, tone: 'warn', meaning: 'has a checkpoint and keeps its place in the queue' },
  finished: { icon: CircleCheck, tone: 'accent', meaning: 'has its genotype' },
  stopped: {
    icon: Ban,
    tone: 'plain',
    meaning: 'has a checkpoint and left the queue; resume goes on with it',
  },
  failed: { icon: CircleX, tone: 'bad', meaning: 'ended with an error of its own' },
  lost: {
    icon: CircleQuestionMark,
    tone: 'bad',
    meaning: 'its process is gone without a last word; resume goes on from its newest checkpoint',
  },
} as const satisfies Record<RunState, StateLook>;
