/** Puts the extra resources of electron-builder.yml into a folder, with electron-builder's own rules for them. */
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { getFileMatchers } from 'app-builder-lib/out/fileMatcher.js';
import { getConfig } from 'app-builder-lib/out/util/config/config.js';
import { copyDir, USE_HARD_LINKS } from 'builder-util';
import type { Configuration } from 'electron-builder';

export const CHECKOUT = path.resolve(import.meta.dirname, '../..');

/** The configuration as electron-builder reads it. */
export function packageConfig(): Promise<Configuration> {
  return getConfig(CHECKOUT, path.join(CHECKOUT, 'electron-builder.yml'), null);
}

/** Fills `resources` as the folder beside a packaged app.asar. */
export async function placeResources(resources: string): Promise<void> {
  const matchers = getFileMatchers(await packageConfig(), 'extraResources', resources, {
    macroExpander: (pattern) => pattern,
    customBuildOptions: {},
    globalOutDir: path.join(CHECKOUT, 'dist', 'packages'),
    defaultSrc: CHECKOUT,
  });
  for (const matcher of matchers ?? []) {
    if (statSync(matcher.from).isFile()) {
      mkdirSync(path.dirname(matcher.to), { recursive: true });
      copyFileSync(matcher.from, matcher.to);
      continue;
    }
    if (matcher.isEmpty() || matcher.containsOnlyIgnore()) matcher.prependPattern('**/*');
    await copyDir(matcher.from, matcher.to, {
      filter: matcher.createFilter(),
      isUseHardLink: USE_HARD_LINKS,
    });
  }
}
