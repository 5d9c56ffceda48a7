/** The progress of setup on standard error: a bar on a terminal, plain lines elsewhere. */

const MEGABYTE = 1e6;
const BAR_WIDTH = 24;

/**
 * "120 of 274 MB"
 * @param {number} done bytes
 * @param {number} total bytes
 * @returns {string}
 */
export function megabytes(done, total) {
  return `${Math.floor(Math.min(done, total) / MEGABYTE)} of ${Math.round(total / MEGABYTE)} MB`;
}

/**
 * @param {number} fraction 0…1
 * @returns {string}
 */
export function bar(fraction) {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_WIDTH);
  return `[${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}]`;
}

/**
 * @typedef {object} Progress
 * @property {(text: string) => void} phase a new thing begins
 * @property {(text: string, done: number, total: number) => void} amount how far it is, in bytes
 * @property {(text: string) => void} done the step is complete
 * @property {() => void} end leaves the terminal on a fresh line
 */

/**
 * The progress lines of one step, e.g. "[3/4] TensorFlow 2.21.0: downloading 120 of 274 MB".
 * @param {{isTTY?: boolean | undefined, write(text: string): unknown}} stream
 * @param {string} head
 * @returns {Progress}
 */
export function stepProgress(stream, head) {
  const terminal = stream.isTTY === true;
  let tenth = -1;
  const show = (/** @type {string} */ text) =>
    stream.write(terminal ? `\r\x1b[K${head}: ${text}` : `${head}: ${text}\n`);
  return {
    phase(text) {
      tenth = -1;
      show(text);
    },
    amount(text, done, total) {
      const now = Math.floor(Math.min(1, done / total) * 10);
      // A log wants a line now and then, a terminal every movement.
      if (!terminal && now <= tenth) return;
      tenth = now;
      show(
        terminal
          ? `${text} ${bar(done / total)} ${megabytes(done, total)}`
          : `${text} ${megabytes(done, total)}`,
      );
    },
    done(text) {
      show(terminal ? `${text}\n` : text);
    },
    end() {
      if (terminal) stream.write('\n');
    },
  };
}
