import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src-shared,src-main,src-renderer,scripts,test}/**/*.test.ts'],
    // TensorFlow gives its memory back only when its process ends, and it uses all cores by itself:
    // a process a file, one after the other.
    pool: 'forks',
    fileParallelism: false,
    // The first run of a compiled graph takes seconds.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
