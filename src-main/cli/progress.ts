/** Where a long command stands: a live line on a terminal, plain lines elsewhere. Always on stderr. */
import { createLogUpdate } from 'log-update';

export interface Progress {
  /** Shows where the command stands now; `phase` is the part that changes rarely. */
  update(phase: string, live?: string): void;
  /** Prints a lasting line above the live one. */
  line(print: () => void): void;
  done(): void;
}

/** On a terminal: one line that is rewritten. */
function liveProgress(stream: NodeJS.WriteStream): Progress {
  const log = createLogUpdate(stream, { showCursor: true });
  let shown = '';
  return {
    update(phase, live = phase) {
      shown = live;
      log(shown);
    },
    line(print) {
      log.clear();
      print();
      if (shown !== '') log(shown);
    },
    done() {
      log.clear();
      log.done();
      shown = '';
    },
  };
}

/** In a file or a pipe: a line whenever the phase changes. */
function plainProgress(stream: NodeJS.WriteStream): Progress {
  let last = '';
  return {
    update(phase) {
      if (phase !== last) stream.write(`${phase}\n`);
      last = phase;
    },
    line: (print) => print(),
    done: () => undefined,
  };
}

/** A terminal that does not know its width (0 columns) has no line to rewrite. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY && stream.columns > 0 ? liveProgress(stream) : plainProgress(stream);
}

/** A bar of `width` cells, filled to `fraction`. */
export function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return '━'.repeat(filled) + '─'.repeat(width - filled);
}
