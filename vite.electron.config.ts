/**
 * Builds the shell into `dist/electron`: the main script and the preload script, each one file, because
 * the sandbox of a page loads no second one. `--mode old` builds for the Electron of the window test.
 */
import path from 'node:path';
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';

const shell = (name: string): string => path.join(import.meta.dirname, 'src-main/electron', name);
const twins = (name: string): string => path.join(import.meta.dirname, 'test/electron/old', name);

/** Modules of today's Node that have a twin or simply drop their prefix on Node 12. */
const oldModule = (id: string): string | { id: string; external: true; moduleSideEffects: false } =>
  id === 'node:fs/promises'
    ? twins('filePromises.ts')
    : { id: id.slice('node:'.length), external: true, moduleSideEffects: false };

/** Puts twins in the place of what Electron 9 lacks. */
const oldElectron: Plugin = {
  name: 'old-electron',
  enforce: 'pre',
  resolveId(id) {
    if (id.endsWith('/compat.ts')) return twins('compat.ts');
    return id.startsWith('node:') ? oldModule(id) : null;
  },
  transform: (code, id) => (id === shell('main.ts') ? `import 'core-js/stable/index.js';\n${code}` : null),
};

function script(name: 'main' | 'preload', old: boolean): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: ['electron'], conditions: ['node', 'module', 'import'] },
    build: {
      outDir: 'dist/electron',
      emptyOutDir: false, // the other script lies beside it
      target: old ? 'node12' : 'node24',
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: shell(`${name}.ts`),
        external: old ? ['electron'] : ['electron', /^node:/u],
        output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false },
      },
    },
  };
}

export default defineConfig(({ mode }) => ({
  configFile: false,
  plugins: mode === 'old' ? [oldElectron] : [],
  environments: { main: script('main', mode === 'old'), preload: script('preload', mode === 'old') },
  builder: {
    async buildApp(builder) {
      for (const name of ['main', 'preload']) {
        const environment = builder.environments[name];
        if (environment !== undefined) await builder.build(environment);
      }
    },
  },
}));
