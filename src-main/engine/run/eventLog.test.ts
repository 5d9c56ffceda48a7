import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/fixtures/refusal.ts';
import { EventTail, openEventLog, parseEvents, readEvents } from './eventLog.ts';
import { runPaths } from './runFolder.ts';
import { progress, resumed, test } from './runFixture.ts';

function text(...events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

describe('the event log', () => {
  test('gives back what was appended, also after it was opened again', ({ folder }) => {
    const events = [progress(0, 'α → β'), progress(1), progress(2)];
    for (const event of events) {
      const log = openEventLog(folder);
      log.append(event);
      log.flush();
      log.close();
    }
    expect(readEvents(folder)).toEqual(events);
  });

  test('has no events before the run started', ({ folder }) => {
    expect(readEvents(folder)).toEqual([]);
    expect(new EventTail(folder).read()).toEqual([]);
  });

  test('takes no invalid event and stays as it was', ({ folder }) => {
    const log = openEventLog(folder);
    log.append(progress(0));
    expect(refusal(() => log.append(progress(-1))).message).toBe(
      '"step" of the progress event must be at least 0; got -1.',
    );
    log.close();
    expect(readEvents(folder)).toEqual([progress(0)]);
  });

  test('loses nothing but the last line, wherever that was torn', ({ folder }) => {
    const file = runPaths(folder).events;
    const before = text(progress(0), progress(1));
    const last = Buffer.from(text(progress(2, 'größer')));
    for (let bytes = 0; bytes < last.length; bytes++) {
      writeFileSync(file, Buffer.concat([Buffer.from(before), last.subarray(0, bytes)]));
      expect(readEvents(folder)).toEqual([progress(0), progress(1)]);
      const log = openEventLog(folder);
      expect(readFileSync(file, 'utf8')).toBe(before);
      log.append(progress(9));
      log.close();
      expect(readEvents(folder)).toEqual([progress(0), progress(1), progress(9)]);
    }
  });

  test('cuts a torn line that is longer than a block of the file', ({ folder }) => {
    const file = runPaths(folder).events;
    writeFileSync(file, `${text(progress(0))}{"type":"${'x'.repeat(200_000)}`);
    openEventLog(folder).close();
    expect(readFileSync(file, 'utf8')).toBe(text(progress(0)));
    writeFileSync(file, 'x'.repeat(200_000));
    openEventLog(folder).close();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('stays valid when the file may not grow any further', ({ folder }) => {
    const program = `
      import { openEventLog } from ${JSON.stringify(new URL('eventLog.ts', import.meta.url).href)};
      const log = openEventLog(${JSON.stringify(folder)});
      try {
        for (let step = 0; ; step++) log.append({ ...${JSON.stringify(progress(0))}, step });
      } catch (error) {
        console.log(error.name + ': ' + error.message);
      }`;
    const limited = `ulimit -f 4; exec "$0" --input-type=module --eval "$1"`;
    const child = spawnSync('bash', ['-c', limited, process.execPath, program], { encoding: 'utf8' });
    expect(child.stdout).toMatch(/^PlateauError: No room to write .*events\.jsonl \(E(NOSPC|FBIG)\)\.\n$/u);
    expect(readFileSync(runPaths(folder).events, 'utf8')).toMatch(/\n$/u);
    const steps = readEvents(folder).map(({ step }) => step);
    expect(steps.length).toBeGreaterThan(20);
    expect(steps).toEqual(steps.map((_, index) => index));
  });
});

describe('reading events', () => {
  it('drops what a resume took back', () => {
    const events = [progress(0), progress(1), progress(2), progress(3), resumed(1), progress(2, 'again')];
    expect(parseEvents(text(...events))).toEqual([
      progress(0),
      progress(1),
      resumed(1),
      progress(2, 'again'),
    ]);
  });

  it('drops an earlier resume when a later one went back further', () => {
    const events = [
      progress(1),
      progress(5),
      resumed(4),
      progress(5),
      resumed(1),
      progress(2),
      resumed(2),
      progress(3),
    ];
    expect(parseEvents(text(...events))).toEqual([
      progress(1),
      resumed(1),
      progress(2),
      resumed(2),
      progress(3),
    ]);
  });

  it('names a damaged line in the middle', () => {
    const damaged = (line: string) =>
      refusal(() => parseEvents(`${text(progress(0))}${line}\n${text(progress(1))}`));
    expect(damaged('{"type":"pro').message).toBe('events.jsonl, line 2, is damaged: it is not valid JSON.');
    expect(damaged('').message).toMatch(/line 2, is damaged/u);
    expect(damaged('{"type":"progress"}').message).toMatch(/line 2, is damaged: "time" of the event/u);
  });
});

describe('the tail of a live log', () => {
  test('gives each event once, when its line is complete', ({ folder }) => {
    const file = runPaths(folder).events;
    const tail = new EventTail(folder);
    const line = Buffer.from(text(progress(1, 'größer')));
    writeFileSync(file, text(progress(0)));
    expect(tail.read()).toEqual([progress(0)]);
    for (const byte of line.subarray(0, -1)) {
      appendFileSync(file, Buffer.of(byte));
      expect(tail.read()).toEqual([]);
    }
    appendFileSync(file, `\n${text(resumed(0), progress(1))}{"ty`);
    expect(tail.read()).toEqual([progress(1, 'größer'), resumed(0), progress(1)]);
    expect(tail.read()).toEqual([]);
  });

  test('goes on from the offset of an earlier tail', ({ folder }) => {
    writeFileSync(runPaths(folder).events, text(progress(0)));
    const first = new EventTail(folder);
    first.read();
    appendFileSync(runPaths(folder).events, text(progress(1)));
    expect(new EventTail(folder, first.offset).read()).toEqual([progress(1)]);
  });

  test('reports a log that was replaced by a shorter one, and a damaged line', ({ folder }) => {
    const file = runPaths(folder).events;
    writeFileSync(file, text(progress(0)));
    const tail = new EventTail(folder);
    tail.read();
    appendFileSync(file, 'oops\n');
    expect(refusal(() => tail.read()).message).toMatch(/line 1 after byte \d+, is damaged/u);
    writeFileSync(file, '');
    expect(refusal(() => tail.read()).message).toMatch(/has 0 bytes, \d+ were read already/u);
  });
});
