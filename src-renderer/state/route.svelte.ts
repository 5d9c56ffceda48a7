/** What the page shows: kept in the address, so that links, back and reload work. */
import { formatAddress, parseAddress, type Address } from './address.ts';

let address = $state.raw<Address>(parseAddress(location.hash));
window.addEventListener('hashchange', () => (address = parseAddress(location.hash)));

/** `href` of a view. */
export function href(path: readonly string[], query: Address['query'] = {}): string {
  return formatAddress({ path, query });
}

export const route = {
  get path(): readonly string[] {
    return address.path;
  },
  get query(): Address['query'] {
    return address.query;
  },
  /** Goes to a view; the browser's back comes here again. */
  go(path: readonly string[], query: Address['query'] = {}): void {
    location.hash = href(path, query);
  },
  /** Changes values of the query in place; empty text removes one. */
  setQuery(changes: Address['query']): void {
    address = { path: address.path, query: { ...address.query, ...changes } };
    history.replaceState(null, '', formatAddress(address));
  },
};
