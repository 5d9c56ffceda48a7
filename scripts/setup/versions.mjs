/** The versions that the program stands on. */

/** Type stripping is on by default from here on: the TypeScript sources run as they are. */
export const NODE_MINIMUM = '22.18.0';
export const TENSORFLOW_VERSION = '2.21.0';

/**
 * Whether `version` is at least `minimum`; both are `major.minor.patch`, a leading `v` is allowed.
 * @param {string} version
 * @param {string} minimum
 * @returns {boolean}
 */
export function atLeast(version, minimum) {
  const parts = (/** @type {string} */ text) => text.replace(/^v/, '').split('.').map(Number.parseFloat);
  const [have, need] = [parts(version), parts(minimum)];
  const differing = need.findIndex((part, index) => part !== (have[index] ?? 0));
  return differing < 0 || (have[differing] ?? 0) > (need[differing] ?? 0);
}
