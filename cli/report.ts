import { writeFileSync } from 'node:fs';
import { dayOf } from '../core/outcomes/days';
import { HELP, readArguments, type ReportArguments } from './report/arguments';
import { buildReport } from './report/build-report';
import { reportPage } from './report/html/page';
import { playDays } from './report/play-days';
import { hourlyBudget, userBudget } from './report/policy';
import { reportText } from './report/report-text';
import { duration, number } from './replay/text';
import { UsageError } from './usage';

const report = async ({ days, jobs, out, json, firstDayMs, ...setup }: ReportArguments): Promise<void> => {
  const startedMs = Date.now();
  const runs = await playDays(days, jobs, ({ options, signals }, done) => {
    const leftMs = ((Date.now() - startedMs) / done) * (days.length - done);
    const what = `${dayOf(options.startMs, 'exchange')}${options.plants ? '' : ', nothing planted'}: ${number(signals.length)} opportunities`;
    console.error(`report: ${done}/${days.length}: ${what}${done === days.length ? '' : `; about ${duration(leftMs)} to go`}`);
  });
  const data = buildReport({ ...setup, firstDay: dayOf(firstDayMs, 'exchange') }, runs, [hourlyBudget, userBudget]);
  writeFileSync(out, reportPage(data));
  console.log(json ? JSON.stringify(data) : reportText(data).join('\n'));
  console.error(`report: ${out} written; ${duration(Date.now() - startedMs)}`);
};

const main = async (): Promise<void> => {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === undefined) console.log(HELP);
  else await report(wanted);
};

main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  console.error(`report: ${error.message} (--help shows how)`);
  process.exitCode = 2;
});
