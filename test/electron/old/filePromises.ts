/** `node:fs/promises`, which Node 12 has below `node:fs` only. */
import { promises } from 'node:fs';

export const { readFile, realpath, stat } = promises;
