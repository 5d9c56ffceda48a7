/** Whether the host can be reached. */
import { onConnection } from './client.ts';

let connected = $state<boolean>();
onConnection((now) => (connected = now));

export const connection = {
  /** false: the host is away; undefined: not known yet. */
  get connected(): boolean | undefined {
    return connected;
  },
};
