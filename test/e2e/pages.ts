/** The views with something in them, and waiting until a page has come to rest. */
import type { Page } from 'playwright-core';

export interface Visit {
  readonly name: string;
  readonly address: string;
}

/** Every view; `run` is a finished search, `other` one to compare it with, `evaluation` a finished evaluation. */
export function visits(run: string, other: string, evaluation = run): Visit[] {
  return [
    { name: 'Runs', address: '#/' },
    { name: 'New run', address: '#/new?preset=demo' },
    { name: 'New run of a method in stages', address: '#/new?preset=p-darts' },
    { name: 'Run', address: `#/runs/${run}` },
    { name: 'weights of a search', address: `#/runs/${run}?show=weights` },
    { name: 'Compare', address: `#/compare?runs=${run},${other}` },
    { name: 'Genotypes', address: `#/genotypes?run=${run}` },
    { name: 'a published genotype, top to bottom', address: '#/genotypes?name=c10_s5_ms&direction=TB' },
    { name: 'the run of an evaluation', address: `#/runs/${evaluation}` },
    { name: 'errors of an evaluation', address: `#/runs/${evaluation}?as=error` },
    { name: 'Compare with an evaluation', address: `#/compare?runs=${evaluation}` },
    {
      name: 'cells of a search and an evaluation',
      address: `#/compare?part=cells&runs=${run},${evaluation}`,
    },
    { name: 'Tables', address: '#/tables' },
    { name: 'Tables of test errors', address: '#/tables?quantity=testError' },
    { name: 'Data sets', address: '#/datasets' },
    { name: 'Devices', address: '#/devices' },
  ];
}

/** What is different of a search with operations on nodes. */
export function visitsOfNodes(run: string): Visit[] {
  return [
    { name: 'a search with operations on nodes', address: `#/runs/${run}` },
    { name: 'its weights', address: `#/runs/${run}?show=weights` },
    { name: 'its cell in Compare', address: `#/compare?part=cells&runs=${run}` },
    { name: 'its architecture in Genotypes', address: `#/genotypes?run=${run}` },
  ];
}

/** ms without a change of the page after which it is said to be at rest, and the most that is waited. */
const REST = 400;
const LONGEST = 8000;

/** Waits until nothing on the page has changed for a moment; live views never rest, they are waited for a while. */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(
    ({ rest, longest }) =>
      new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          clearTimeout(quiet);
          quiet = setTimeout(done, rest);
        });
        function done(): void {
          observer.disconnect();
          clearTimeout(quiet);
          clearTimeout(end);
          resolve();
        }
        let quiet = setTimeout(done, rest);
        const end = setTimeout(done, longest);
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
    { rest: REST, longest: LONGEST },
  );
}
