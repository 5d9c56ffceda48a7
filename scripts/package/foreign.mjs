/** Native binaries that packages bring for every platform at once, of which an installation needs one. */

/** A folder of binaries, from the package on: `onnxruntime-node/bin/napi-v6/<platform>/<arch>`. */
const BINARIES = /^onnxruntime-node\/bin\/napi-v\d+\/(?<platform>[^/]+)(?:\/(?<arch>[^/]+))?$/u;

/**
 * Whether a folder of a package holds binaries of another platform than the given one.
 * @param {string} folder relative to node_modules, with either separator
 * @param {string} platform
 * @param {string} arch
 * @returns {boolean}
 */
export function isForeign(folder, platform, arch) {
  const found = BINARIES.exec(folder.replaceAll('\\', '/'))?.groups;
  if (found === undefined) return false;
  return found.platform !== platform || (found.arch !== undefined && found.arch !== arch);
}
