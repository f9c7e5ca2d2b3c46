import { CASES } from './cases';
import type { BenchContext, Row } from './harness/bench-case';

/** What the command asks of this process, as its one argument. */
export interface CaseRequest extends Omit<BenchContext, 'progress'> {
  readonly name: string;
}

export type CaseReport = { readonly progress: string } | { readonly rows: readonly Row[] };

const report = (message: CaseReport): void => { process.send?.(message); };

/** The program that runs one case and tells the command what it found. */
const runCase = async ({ name, ...request }: CaseRequest): Promise<void> => {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case "${name}"`);
  report({ rows: await found.run({ ...request, progress: (text) => { report({ progress: text }); } }) });
  process.disconnect();
};

void runCase(JSON.parse(process.argv[2] ?? '{}') as CaseRequest);
