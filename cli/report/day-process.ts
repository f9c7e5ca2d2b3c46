import { type DayOptions, playDay } from './day-run';

/** Entry of a process that plays days for the report, one after the other, as they are asked for. */
process.on('message', (options: DayOptions) => {
  process.send?.(playDay(options));
});
process.on('disconnect', () => { process.exit(0); });
