import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Config files are the only ones whose tools ask for a default export. */
const CONFIG_FILES = ['*.config.js', '*.config.ts', '.dependency-cruiser.cjs'];

export default defineConfig(
  { ignores: ['**/node_modules/', '**/dist/', '**/coverage/', '.dependency-cruiser.cjs'] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Export by name: a name is found by search and kept by rename.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Unchecked index access is on, so a "!" states a bound that the line above or the shape gives.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Flags of zod and of the environment are compared where they are read.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // process.env['NAME']: TypeScript asks for the brackets.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  svelte.configs.recommended,
  // Maps and sets made within a function are its own; shared ones are SvelteMap or replaced as a whole.
  { files: ['src-renderer/**'], rules: { 'svelte/prefer-svelte-reactivity': 'off' } },
  { files: ['**/*.svelte.ts'], languageOptions: { parser: tseslint.parser } },
  {
    // Rules that need types take seconds a component; svelte-check holds the types.
    files: ['**/*.svelte'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false, parser: tseslint.parser, svelteConfig } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      // Props are taken apart with `let` where one of them can be bound.
      'prefer-const': 'off',
    },
  },
  { files: CONFIG_FILES, rules: { 'no-restricted-syntax': 'off' } },
  {
    // A test may be a long table of cases; the matchers (expect.any and its like) are typed any.
    files: ['**/*.test.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
);
