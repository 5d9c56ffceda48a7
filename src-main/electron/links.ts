/** Which addresses the shell hands to the system's browser. */

/** Where papers, code and the data sets' pages lie. */
const HOSTS: ReadonlySet<string> = new Set([
  'arxiv.org',
  'doi.org',
  'github.com',
  'openreview.net',
  'www.cs.toronto.edu',
  'www.image-net.org',
]);

/** https, a host of the list, and nothing that hides the host from the reader. */
export function isExternalAllowed(url: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(url);
    return protocol === 'https:' && HOSTS.has(host) && username === '' && password === '';
  } catch {
    return false;
  }
}
