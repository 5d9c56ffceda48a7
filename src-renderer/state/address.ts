/** What a view shows, as text: `/runs/01J…?epoch=3`. The part after `#` of the page's address. */
export interface Address {
  /** Path without slashes at the ends, split: `['runs', '01J…']`. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads the part of an address after `#`. */
export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/u, '').split('?', 2);
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .map(safelyDecoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The part of an address after `#`; query values that are empty are left out. */
export function formatAddress({ path, query }: Address): string {
  const kept = Object.entries(query).filter(([, value]) => value !== '');
  const search = new URLSearchParams(kept).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}
