/** Commands about the host itself: what it is, has and finds, its queue, its store. */
import { hostname } from 'node:os';
import packageJson from '../../../package.json' with { type: 'json' };
import { examine } from '../doctor.ts';
import { createHardwareProbe } from '../hardware.ts';
import type { HandlerParts, Handlers } from './parts.ts';

type Names = 'host.info' | 'host.hardware' | 'host.doctor' | 'queue.configure' | 'store.rebuild';

export function hostHandlers({ home, store, tracker, scheduler, devices }: HandlerParts): Handlers<Names> {
  const hardware = createHardwareProbe(() => store.inState('running'));
  return {
    'host.info': () => ({
      version: packageJson.version,
      home,
      hostname: hostname(),
      pid: process.pid,
      devices: [...devices],
      parallel: scheduler.parallel,
      ...scheduler.counts(),
    }),
    'host.hardware': hardware,
    'host.doctor': async () => ({ findings: await examine(home) }),
    'queue.configure': ({ parallel }) => {
      scheduler.parallel = parallel;
      scheduler.startWaiting();
      return { parallel };
    },
    'store.rebuild': () => {
      const skipped = tracker.rebuild();
      return { runs: store.list().length, skipped: [...skipped] };
    },
  };
}
