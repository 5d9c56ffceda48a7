/** The import directions of the source tree: shared ← main and renderer; the engine knows nobody. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle has no first file to read.', {}, { circular: true }),
    rule(
      'resolvable',
      'Every import leads to a file or an installed package.',
      {},
      { couldNotResolve: true },
    ),
    rule(
      'shared-stands-alone',
      'src-shared is imported from all sides and imports none.',
      { path: '^src-shared/' },
      { path: '^(src-main|src-renderer|scripts)/' },
    ),
    rule(
      'shared-without-node',
      'src-shared runs in the browser, too.',
      { path: '^src-shared/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'renderer-through-contract',
      'The views reach the host through the contract only.',
      { path: '^src-renderer/' },
      { path: '^src-main/' },
    ),
    rule(
      'main-without-renderer',
      'The host serves any view.',
      { path: '^src-main/' },
      { path: '^src-renderer/' },
    ),
    rule(
      'engine-stands-alone',
      'The engine is a process of its own: config in, events out.',
      { path: '^src-main/engine/' },
      { path: '^src-main/(?!engine/)' },
    ),
    rule(
      'one-tensorflow',
      'One module loads TensorFlow.',
      { pathNot: '^src-main/engine/tensorflow/binding\\.ts$' },
      { path: 'node_modules/@tensorflow/' },
    ),
    rule(
      'one-electron',
      'Everything but the shell runs without Electron.',
      { pathNot: '^src-main/electron/' },
      { path: '(^|/)node_modules/electron/|^electron$' },
    ),
    rule(
      'one-database',
      'SQL lives in the store.',
      { pathNot: '^src-main/store/' },
      { path: 'node_modules/better-sqlite3/' },
    ),
    rule(
      'no-development-packages',
      'What the program needs at run time is a dependency; the shell is bundled, and Electron is what it runs in.',
      {
        path: '^(src-shared|src-main|src-renderer)/',
        pathNot: '(\\.test|[Ff]ixture)\\.ts$|^src-main/electron/',
      },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'scripts-before-packages',
      'The entry scripts run before any package is installed.',
      { path: '^scripts/', pathNot: '\\.test\\.ts$' },
      { path: '^(src-shared|src-main|src-renderer)/|node_modules' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
