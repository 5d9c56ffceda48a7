/** `plateau doctor`: what is installed, what is missing, what to do about it. */
import type { Command } from 'commander';
import { examine, type Finding } from '../../host/doctor.ts';
import { noOptions, runs, type Frame } from '../command.ts';
import { palette } from '../palette.ts';

type Status = Finding['status'];

const SIGNS = {
  ok: { sign: '✔', colour: 'green' },
  warning: { sign: '!', colour: 'yellow' },
  problem: { sign: '✖', colour: 'red' },
} as const satisfies Record<Status, { sign: string; colour: 'green' | 'yellow' | 'red' }>;

const VERDICTS: Readonly<Record<Status, string>> = {
  ok: 'All is well.',
  warning: 'It works, with the restrictions marked !.',
  problem: 'It does not work yet: see the lines marked ✖.',
};

function findingText({ topic, status, found, remedy }: Finding, width: number): string {
  const colour = palette(process.stdout);
  const { sign, colour: name } = SIGNS[status];
  const indent = ' '.repeat(width + 4);
  const lines = [`${colour[name](sign)} ${topic.padEnd(width)}  ${found}`];
  if (remedy !== undefined && status !== 'ok') lines.push(`${indent}${colour.dim(remedy)}`);
  return lines.join('\n');
}

export function addDoctor(program: Command, frame: Frame): void {
  const command = program
    .command('doctor')
    .summary('check the installation')
    .description(
      'Checks Node, TensorFlow, devices, data sets and disk space, and says what to do about what is wrong.',
    );
  runs(command, frame, noOptions, async ({ home }) => {
    const findings = await examine(home);
    const worst =
      (['problem', 'warning'] as const).find((status) => findings.some((one) => one.status === status)) ??
      'ok';
    const width = Math.max(...findings.map(({ topic }) => topic.length));
    const text = [...findings.map((finding) => findingText(finding, width)), '', VERDICTS[worst]].join('\n');
    return { data: { status: worst, findings }, text, exitCode: worst === 'problem' ? 1 : 0 };
  });
}
