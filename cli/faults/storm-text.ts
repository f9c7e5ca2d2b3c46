import type { StormResult, UserStorm } from './storm';

const LABEL_WIDTH = 34;
const CELL_WIDTH = 16;

const line = (label: string, cells: readonly (string | number)[]): string => label.padEnd(LABEL_WIDTH) + cells.map((cell) => String(cell).padStart(CELL_WIDTH)).join('');

/** The table, one line each. */
export const stormLines = ({ opportunities, accepted, critical, users }: StormResult): string[] => {
  const row = (label: string, valueOf: (user: UserStorm) => string | number): string => line(label, users.map(valueOf));
  const broken = users.flatMap(({ userId, broken: those }) => those.map((what) => `BROKEN  ${userId}: ${what}`));
  return [
    `${opportunities} opportunities in one minute, ${accepted} accepted, ${critical} of them critical`,
    row('', ({ userId }) => userId),
    row('asked for', ({ asked }) => asked),
    row('sent at once', ({ sent }) => sent),
    row('  cap of the day', ({ perDay }) => perDay),
    row('  not critical', ({ sentNormal }) => sentNormal),
    row('  cap of the hour', ({ perHour }) => perHour),
    row('  critical', ({ sentCritical }) => sentCritical),
    row('  critical that asked', ({ askedCritical }) => askedCritical),
    row('  by SMS', ({ sentSms }) => sentSms),
    row('  cap of SMS', ({ perDaySms }) => perDaySms),
    row('in the digest, named', ({ inDigest }) => inDigest),
    row('in the digest, as "and N more"', ({ more }) => more),
    row('lost (must be 0)', ({ lost }) => lost),
    ...(broken.length === 0 ? ['every bound holds'] : broken),
  ];
};
