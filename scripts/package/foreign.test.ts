import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isForeign } from './foreign.mjs';

const BINARIES = 'onnxruntime-node/bin/napi-v6';

describe('binaries of other platforms', () => {
  it('are those of another system or another processor', () => {
    expect(isForeign(`${BINARIES}/win32`, 'linux', 'x64')).toBe(true);
    expect(isForeign(`${BINARIES}/linux`, 'linux', 'x64')).toBe(false);
    expect(isForeign(`${BINARIES}/linux/arm64`, 'linux', 'x64')).toBe(true);
    expect(isForeign(`${BINARIES}/linux/x64`, 'linux', 'x64')).toBe(false);
  });

  it('are told in paths of Windows, too', () => {
    expect(isForeign(String.raw`onnxruntime-node\bin\napi-v6\darwin\arm64`, 'win32', 'x64')).toBe(true);
  });

  it('are not seen in other packages and folders', () => {
    expect(isForeign('onnxruntime-node/bin', 'linux', 'x64')).toBe(false);
    expect(isForeign('onnxruntime-node/dist/win32', 'linux', 'x64')).toBe(false);
    expect(isForeign('sharp/bin/napi-v6/win32', 'linux', 'x64')).toBe(false);
  });

  it('lie in the installed package where the rule looks for them', () => {
    const modules = path.join(import.meta.dirname, '../../node_modules');
    const own = readdirSync(path.join(modules, 'onnxruntime-node', 'bin')).map((version) =>
      path.join('onnxruntime-node', 'bin', version, process.platform, process.arch),
    );
    const loadable = own.filter((folder) =>
      existsSync(path.join(modules, folder, 'onnxruntime_binding.node')),
    );
    expect(loadable).toHaveLength(1);
    expect(isForeign(loadable[0]!, process.platform, process.arch)).toBe(false);
    expect(isForeign(loadable[0]!, 'another', process.arch)).toBe(true);
  });
});
