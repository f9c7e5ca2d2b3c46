import { EnvError, type Environment } from '../adapters/env';

/**
 * Reads the environment and runs with it. What goes wrong is one sentence for the operator and a code for the supervisor: 2 for settings
 * that cannot work, 1 for everything else, e.g. a venue out of reach or a port that cannot be had.
 */
export const runService = <Config>(name: string, readConfig: (env: Environment) => Config, run: (config: Config) => Promise<void>): void => {
  const fail = (error: unknown): void => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof EnvError ? 2 : 1);
  };
  try {
    run(readConfig(process.env)).catch(fail);
  } catch (error) {
    fail(error);
  }
};
