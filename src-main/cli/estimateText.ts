/** The estimate of a search in a few lines. */
import type { EstimateReport } from '../../src-shared/run/reports.ts';
import { count, duration, plural, significant } from './format.ts';
import { knobFlags } from './flags.ts';

const mib = (value: number): string => `${count(Math.round(value))} MiB`;

/** Seconds as `0.98 s`, longer ones as a span of time. */
function time(seconds: number): string {
  return seconds < 60 ? `${significant(seconds)} s` : duration(seconds);
}

function memoryText({ memoryMiB, device, fits }: EstimateReport): string {
  if (device.memoryMiB === null) return mib(memoryMiB);
  return `${mib(memoryMiB)}${fits ? '' : ', more than there is'} (${device.kind} has ${mib(device.memoryMiB)})`;
}

function changeText(change: EstimateReport['advice'][number]['change']): string {
  return Object.entries(change)
    .map(([knob, value]) => `${knobFlags([knob])} ${value}`)
    .join(' ');
}

function adviceTexts({ fits, advice }: EstimateReport): string[] {
  if (fits) return [];
  if (advice.length === 0) return ['nothing that changes memory, batch or channels alone'];
  return advice.map(({ change, memoryMiB }) => `${changeText(change)}: ${mib(memoryMiB)}`);
}

/** `25 epochs of 5 cells 3:20 h, then …`. */
function stagesText(stages: NonNullable<EstimateReport['stages']>): string {
  return stages
    .map(({ epochs, layers, partialChannels: K, seconds }) => {
      const partial = K > 1 ? `, 1/${K} of the channels` : '';
      return `${plural(epochs, 'epoch')} of ${layers} cells${partial} ${time(seconds)}`;
    })
    .join('; then ');
}

export function estimateText(report: EstimateReport): string {
  const { config, device, epochs, alphaStartEpoch, stepsPerEpoch, seconds, assumed } = report;
  const mixed = alphaStartEpoch > 0 && alphaStartEpoch < epochs;
  const plain = (value: number): string => (mixed ? `, ${time(value)} before α steps` : '');
  const first = alphaStartEpoch < epochs ? 'step' : 'stepWithoutAlpha';
  const whole = alphaStartEpoch < epochs ? 'epoch' : 'epochWithoutAlpha';
  const parts = [
    plural(stepsPerEpoch, 'step'),
    `validation ${time(seconds.validation)}`,
    ...(seconds.curvature > 0 ? [`λ_max ${time(seconds.curvature)}`] : []),
  ];
  const rows = [
    [
      'Search',
      Object.entries(config)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ],
    ['Device', `${device.kind} ${device.name}, ${plural(device.threads, 'thread')}`],
    ['Step', `${time(seconds[first])}${plain(seconds.stepWithoutAlpha)}`],
    ['Epoch', `${time(seconds[whole])}${plain(seconds.epochWithoutAlpha)}: ${parts.join(', ')}`],
    ['Run', `${time(seconds.total)}: ${plural(epochs, 'epoch')}`],
    ...(report.stages === undefined ? [] : [['Stages', stagesText(report.stages)]]),
    ['First call', `${time(seconds.firstCall)}: building, loading and the first step`],
    ['Memory', memoryText(report)],
    ...adviceTexts(report).map((text) => ['Would fit', text]),
    ['Assumed', assumed.join('; ')],
  ];
  return rows.map(([title = '', text = '']) => `${title.padEnd(10)}  ${text}`).join('\n');
}
