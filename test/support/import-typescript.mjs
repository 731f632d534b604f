import { createRunnableDevEnvironment, resolveConfig } from 'vite';

/**
 * A TypeScript module in a process of plain Node. Unlike Vite's `runnerImport`, what it imports later, by a call, is
 * found as well: until `close`.
 */
export async function importTypescript(path) {
  const config = await resolveConfig(
    {
      configFile: false,
      envDir: false,
      logLevel: 'error',
      environments: {
        inline: {
          consumer: 'server',
          dev: { moduleRunnerTransform: true },
          resolve: { external: true, mainFields: [], conditions: ['node', 'module-sync'] },
        },
      },
    },
    'serve',
  );
  const environment = createRunnableDevEnvironment('inline', config, {
    runnerOptions: { hmr: { logger: false } },
    hot: false,
  });
  await environment.init();
  return { module: await environment.runner.import(path), close: () => environment.close() };
}
