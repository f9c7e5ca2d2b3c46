import { cpus, totalmem } from 'node:os';
import { UsageError } from '../cli/usage';
import { CASES } from './cases';
import { withPrograms } from './harness/compile';
import { installPeers } from './harness/install-peers';
import { helpText, parseOptions, type BenchOptions } from './harness/options';
import { jsonReport, markdownReport, textReport, type BenchReport, type CaseResult } from './harness/report';
import { startCase } from './harness/start-case';

const NAMES = CASES.map(({ name }) => name);
const WARMUPS = 2;

const say = (text: string): void => { console.error(`bench: ${text}`); };

const machineText = (): string => {
  const processors = cpus();
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cpus, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`;
};

const runAll = async (options: BenchOptions, hasPeers: boolean, programs: string): Promise<readonly CaseResult[]> => {
  const results: CaseResult[] = [];
  for (const one of CASES.filter(({ name }) => options.only.length === 0 || options.only.includes(name))) {
    const { rounds, isQuick } = options;
    try {
      const request = { name: one.name, rounds, warmups: WARMUPS, isQuick, hasPeers, programs };
      results.push({ name: one.name, rows: await startCase(one, request, say), failure: null });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      say(failure);
      results.push({ name: one.name, rows: [], failure });
    }
  }
  return results;
};

const REPORTS = { text: textReport, json: jsonReport, markdown: markdownReport };

/** @returns the exit code. */
const bench = async (argv: readonly string[]): Promise<number> => {
  const options = parseOptions(argv, NAMES);
  if (options === 'help') {
    console.log(helpText(NAMES));
    return 0;
  }
  const peers = installPeers(say);
  const report: BenchReport = {
    machine: machineText(), node: process.versions.node, peers: peers === undefined ? null : Object.fromEntries(peers),
    command: ['npm run bench', ...(argv.length === 0 ? [] : ['--', ...argv])].join(' '), isQuick: options.isQuick,
    cases: await withPrograms((programs) => runAll(options, peers !== undefined, programs)),
  };
  console.log(REPORTS[options.format](report));
  return report.cases.some(({ failure }) => failure !== null) ? 1 : 0;
};

void bench(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
}, (error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  console.error(`bench: ${error.message} (--help shows how)`);
  process.exitCode = 2;
});
