/** A host of its own process for the tests: prints its address as one line of JSON and ends on SIGTERM, as `plateau open`. */
import { openHost } from '../../src-main/host/host.ts';
import { plateauHome } from '../../src-main/host/home.ts';

const [views = ''] = process.argv.slice(2);
const host = await openHost(plateauHome(), { views, onTrouble: (message) => console.error(message) });
console.log(JSON.stringify(host.address));
process.once('SIGTERM', () => {
  host.close().then(
    () => process.exit(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
