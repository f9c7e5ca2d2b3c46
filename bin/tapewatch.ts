import { makeApp } from '../lib/app';

// Entry point of `npx cdk`: context and output folder come from the command line through the environment.
try {
  makeApp().synth();
} catch (error) {
  process.stderr.write(`tapewatch: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
