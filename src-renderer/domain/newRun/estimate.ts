/** The estimate of a search, in words. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { isKnobName, type KnobName } from '../../../src-shared/run/knobs.ts';
import type { EstimateReport } from '../../../src-shared/run/reports.ts';
import { count, duration, mebibytes } from '../../lib/format.ts';
import { titleOf, toText } from '../knobs/knobs.ts';

/** Equal for configurations that take the same time and memory: name and seed change neither. */
export function estimateKey(config: SearchConfig): string {
  return JSON.stringify({ ...config, name: '', seed: 0 });
}

/** Rows of the estimate: what, how much, and how it is made up. */
export function estimateRows(report: EstimateReport): { title: string; text: string; about?: string }[] {
  const { seconds, epochs, alphaStartEpoch, stepsPerEpoch, network, device } = report;
  const mixed = alphaStartEpoch > 0 && alphaStartEpoch < epochs;
  const withAlpha = alphaStartEpoch < epochs;
  const before = (value: number): string => (mixed ? `${duration(value)} before α steps` : '');
  const parts = [
    before(seconds.epochWithoutAlpha),
    `${stepsPerEpoch} steps`,
    `validation ${duration(seconds.validation)}`,
    seconds.curvature > 0 ? `λ_max ${duration(seconds.curvature)}` : '',
  ];
  return [
    {
      title: 'Step',
      text: duration(withAlpha ? seconds.step : seconds.stepWithoutAlpha),
      about: before(seconds.stepWithoutAlpha),
    },
    {
      title: 'Epoch',
      text: duration(withAlpha ? seconds.epoch : seconds.epochWithoutAlpha),
      about: parts.filter((part) => part !== '').join(', '),
    },
    { title: 'First call', text: duration(seconds.firstCall), about: 'building, loading and the first step' },
    { title: 'Network', text: `${count(network.parameters)} parameters` },
    { title: 'Device', text: device.kind, about: `${device.name}, ${device.threads} threads` },
  ];
}

/** `4.7 GiB of 8.0 GiB`. */
export function memoryText({ memoryMiB, device }: EstimateReport): string {
  return device.memoryMiB === null
    ? mebibytes(memoryMiB)
    : `${mebibytes(memoryMiB)} of ${mebibytes(device.memoryMiB)}`;
}

export interface Advice {
  readonly text: string;
  readonly changes: readonly (readonly [KnobName, string])[];
}

/** Changes with which the search would fit, each for a button. */
export function adviceOf({ advice }: EstimateReport): Advice[] {
  return advice.map(({ change, memoryMiB }) => {
    const changes = Object.entries(change).flatMap(([name, value]) =>
      isKnobName(name) ? [[name, toText(value)] as const] : [],
    );
    const words = changes.map(([name, value]) => `${titleOf(name)} ${value}`).join(', ');
    return { text: `${words}: ${mebibytes(memoryMiB)}`, changes };
  });
}
