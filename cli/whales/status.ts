import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../local/template/json';

/** There is no run to ask, or it does not answer. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
}

const ANSWER_MS = 3_000;

/** Where the run says that it answers (S2.34). */
const healthUrlOf = (stateDir: string): string => {
  const path = join(stateDir, 'data', 'monitoring.json');
  let monitoring: unknown;
  try {
    monitoring = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new StatusError(`${path} cannot be read: no whale scanner has run with this --state-dir`);
  }
  const url = isRecord(monitoring) ? monitoring['health_url'] : undefined;
  if (typeof url !== 'string') throw new StatusError(`${path}: field "health_url" is ${JSON.stringify(url) ?? 'absent'}, expected an address`);
  return url;
};

const ask = async (url: string): Promise<Record<string, unknown>> => {
  const failed = (cause: string): StatusError => new StatusError(`the whale scanner does not answer at ${url} (${cause}): is it running?`);
  try {
    const answer: unknown = await (await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) })).json();
    if (isRecord(answer)) return answer;
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
  throw failed('its answer is no JSON object');
};

const valueText = (value: unknown): string => (typeof value === 'number' ? String(Number(value.toPrecision(6))) : typeof value === 'string' ? value : JSON.stringify(value));

/** `pools.hot_symbols  3`: one line for each figure, however deep. */
const linesOf = (value: Readonly<Record<string, unknown>>, prefix = ''): string[] => Object.entries(value).flatMap(([name, field]) => {
  if (isRecord(field)) return linesOf(field, `${prefix}${name}.`);
  return [`  ${`${prefix}${name}`.padEnd(40)} ${field === null ? 'no answer' : valueText(field)}`];
});

/** Prints pools, workers (as caps on concurrency, C2.18), figures and health of a running whale scanner. 0 where it is well, 1 where a figure is critical. */
export const showStatus = async (stateDir: string, isJson: boolean): Promise<number> => {
  const status = await ask(healthUrlOf(stateDir));
  console.log(isJson ? JSON.stringify(status) : ['WHALES  status', ...linesOf(status)].join('\n'));
  return status['level'] === 'critical' ? 1 : 0;
};
