import { configDefaults, defineConfig } from 'vitest/config';

const long = process.env['ZONEWRIGHT_LONG'] === '1';

export default defineConfig({
  // Tests read the packages' sources, so that a failure points at the line that was written.
  resolve: { conditions: ['@zonewright/source'] },
  ssr: { resolve: { conditions: ['@zonewright/source'] } },
  // The examples that are taken out of the documents are written there while tests run.
  server: { watch: { ignored: ['**/.examples/**'] } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'scripts/test/**/*.test.mjs',
      'docs/test/**/*.test.ts',
    ],
    exclude: [...configDefaults.exclude, ...(long ? [] : ['**/*.long.test.{ts,mjs}'])],
    environment: 'node',
    pool: 'forks',
    // Most tests wait for servers: by itself vitest would leave a core to them.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
