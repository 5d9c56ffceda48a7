import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '../../src-shared/contract/commands.ts';
import { openHost, type Host } from './host.ts';

const worker = path.join(import.meta.dirname, '../../test/fixtures/pretendWorker.ts');
/** Looks at the installation for seconds; its input has no fields. */
const SLOW: ReadonlySet<string> = new Set(['host.doctor']);
const listSchema = z.object({ result: commands['runs.list'].output });

let home: string;
let host: Host;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'plateau-fuzz-'));
  host = await openHost(home, { worker });
});
afterAll(async () => {
  await host.close();
  rmSync(home, { recursive: true });
});

function post(name: string, body: string): Promise<{ status: number; text: string }> {
  const { port, token } = host.address;
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const options = { host: '127.0.0.1', port, path: `/command/${name}`, method: 'POST', headers };
    const call = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    call.on('error', reject).end(body);
  });
}

const odd = fc.constantFrom<unknown>(
  '',
  '\0',
  '../..',
  '/',
  'last',
  'own-set',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '__proto__',
  '%2e%2e',
  'x'.repeat(5000),
  -1,
  1e308,
  1.5,
  null,
  [],
  [''],
  ['last'],
  {},
  true,
);
const value = fc.oneof(fc.jsonValue(), odd);

/** Payloads with the fields of a command, each of any value, and payloads of any form. */
function payloads(input: z.ZodType): fc.Arbitrary<unknown> {
  const fields = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
  const shaped = fc.record(Object.fromEntries(fields.map((field) => [field, value])), { requiredKeys: [] });
  return fc.oneof({ weight: 3, arbitrary: shaped }, { weight: 1, arbitrary: value });
}

describe('any payload', () => {
  it.each(Object.entries(commands).filter(([name]) => !SLOW.has(name)))(
    'to %s is answered or refused, never a defect',
    async (name, { input }) => {
      await fc.assert(
        fc.asyncProperty(payloads(input), async (payload) => {
          const { status, text } = await post(name, JSON.stringify(payload));
          expect([200, 400], text).toContain(status);
          expect(text).not.toMatch(/\bat .*\.ts:\d+/u);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('leaves the host alive', async () => {
    expect((await post('host.info', '{}')).status).toBe(200);
    // No payload by chance makes a run; the sample asks for no input.
    const { result } = listSchema.parse(JSON.parse((await post('runs.list', '{}')).text));
    expect(result.runs.filter(({ tags }) => !tags.includes('sample'))).toEqual([]);
  });
});
