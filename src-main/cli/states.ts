/** How a state looks: sign, word and colour, so that none of them alone has to say it. */
import type { RunState } from '../../src-shared/contract/runs.ts';
import { palette } from './palette.ts';

type Colour = 'dim' | 'cyan' | 'yellow' | 'green' | 'red' | 'magenta';

const LOOKS = {
  queued: { sign: '◌', colour: 'dim' },
  running: { sign: '▶', colour: 'cyan' },
  paused: { sign: '‖', colour: 'yellow' },
  stopped: { sign: '■', colour: 'yellow' },
  finished: { sign: '✔', colour: 'green' },
  failed: { sign: '✖', colour: 'red' },
  lost: { sign: '?', colour: 'magenta' },
} as const satisfies Record<RunState, { sign: string; colour: Colour }>;

export function stateText(state: RunState): string {
  const { sign, colour } = LOOKS[state];
  return palette(process.stdout)[colour](`${sign} ${state}`);
}
