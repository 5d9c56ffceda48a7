/** The devices runs can be put on. */
import { execa } from 'execa';

export const CPU = 'cpu';

/** `gpu:<index>` of every NVIDIA GPU of the machine; the CPU where there is none. */
export async function listDevices(): Promise<string[]> {
  const { stdout, failed } = await execa('nvidia-smi', ['--query-gpu=index', '--format=csv,noheader'], {
    reject: false,
    timeout: 10_000,
  });
  const indices = failed
    ? []
    : stdout
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /^\d+$/.test(line));
  return indices.length === 0 ? [CPU] : indices.map((index) => `gpu:${index}`);
}

/** What a process started for `device` needs in its environment to see that device only. */
export function deviceEnvironment(device: string): Record<string, string> {
  return device.startsWith('gpu:') ? { CUDA_VISIBLE_DEVICES: device.slice('gpu:'.length) } : {};
}
