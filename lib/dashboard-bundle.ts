import { buildSync, type OutputFile } from 'esbuild';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repositoryPath } from './repository-path';

/** Browsers of the last two years. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

const builtFiles = (outDir: string): readonly OutputFile[] => buildSync({
  entryPoints: { app: repositoryPath('dashboard', 'main.ts'), style: repositoryPath('dashboard', 'app.css') },
  outdir: outDir, entryNames: '[name]-[hash]', bundle: true, platform: 'browser', format: 'esm', target: BROWSERS, minify: true, write: false,
  legalComments: 'eof', logLevel: 'silent', absWorkingDir: repositoryPath(),
}).outputFiles;

const nameOf = (files: readonly OutputFile[], extension: string): string => {
  const file = files.find(({ path }) => path.endsWith(extension));
  if (file === undefined) throw new Error(`dashboard: no ${extension} file was built`);
  return basename(file.path);
};

/**
 * Writes the page into a folder, emptied before: `index.html`, and the script and the styles under names that change with their content, so
 * that they may be cached for ever and `index.html` not at all. The same sources give the same bytes.
 * @throws Error with esbuild's words when a source does not compile.
 */
export const buildDashboard = (outDir: string): void => {
  const files = builtFiles(outDir);
  const html = readFileSync(repositoryPath('dashboard', 'index.html'), 'utf8')
    .replace('app.js', nameOf(files, '.js')).replace('app.css', nameOf(files, '.css'));
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  for (const { path, contents } of files) writeFileSync(join(outDir, basename(path)), contents);
  writeFileSync(join(outDir, 'index.html'), html);
};
