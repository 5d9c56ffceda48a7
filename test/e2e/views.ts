/** The built views for the tests: those of the program itself, built again when a source has changed. */
import path from 'node:path';
import { setup } from '../../scripts/setup.mjs';
import { VIEWS } from '../../src-main/host/host.ts';

/** The folder of the built views: PLATEAU_VIEWS, or the program's own as the sources are now. */
export async function builtViews(): Promise<string> {
  const told = process.env['PLATEAU_VIEWS'];
  if (told !== undefined && told !== '') return path.resolve(told);
  await setup(['views']);
  return VIEWS;
}
