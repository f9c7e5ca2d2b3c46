import type { Condition } from '../../core/contracts/common';
import { type BlindWindow, type CoverageRow, coverageText } from '../../core/market/coverage-report';
import type { Explanation, WatchStatus } from '../../core/radar/explanation';
import { NEAR_MISS_SHARE } from '../../core/radar/near-misses';
import type { NearMiss, Suppressed } from '../../core/radar/remarks';
import { figure } from '../replay/condition-table';
import { duration, iso, percent, table } from '../replay/text';
import type { WhyReport } from './why-report';

const MARK = { live: 'LIVE market', simulated: 'SIMULATED market, not live', replay: 'replayed market' } as const;

/** `09:15:00.250`. */
const clock = (timeMs: number): string => iso(timeMs).slice(11, 23);

const rankText = ({ rank, universe }: WatchStatus): string => (rank === undefined ? `no rank among ${universe}` : `rank ${rank} of ${universe}`);

const keptOffText = ({ keptOffBy, rank, universe }: WatchStatus): string => {
  switch (keptOffBy?.filter) {
    case undefined: return `it is ${rankText({ rank, universe } as WatchStatus)} and waits for a place on the list`;
    case 'not-listed': return 'the venue does not list it';
    case 'not-heard': return 'no ticker of it was heard (yet, or for too long)';
    case 'volatility': return `filter volatility: ${figure(keptOffBy.value ?? null)} % in 24 hours, at least ${figure(keptOffBy.threshold ?? null)} % needed`;
    case 'turnover': return `filter turnover: ${figure(keptOffBy.value ?? null)} USDT in 24 hours, at least ${figure(keptOffBy.threshold ?? null)} needed`;
    case 'rank': return `rank ${keptOffBy.value} of ${universe}, and the list takes the first ${keptOffBy.threshold}`;
  }
};

const watchLine = ({ watch }: Explanation): string => {
  if (watch.isOnList) return `Watch list: on it, ${rankText(watch)}`;
  return `Watch list: NOT on it: ${keptOffText(watch)}${watch.isFollowed ? '; its bars go on for a while' : ''}`;
};

const dataLine = ({ delivers, blind, watch }: Explanation): string => {
  if (blind.length > 0) return `Data: BLIND: ${blind.map(({ stream, cause, sinceMs }) => `${stream} since ${clock(sinceMs)} (${cause})`).join(', ')}`;
  if (delivers) return 'Data: trades and books arrive';
  return watch.isOnList || watch.isFollowed ? 'Data: asked for, nothing has arrived yet' : 'Data: trades and books are not asked for';
};

const firedLines = ({ fired }: WhyReport): string[] => (fired.length === 0 ? ['Fired: nothing'] : ['Fired:', ...table(
  ['at', 'type', 'side', 'fired', 'event id'],
  fired.map((one) => [clock(one.decided_time_ms), one.opportunity_type, one.side, one.fired.join('+'), one.event_id]),
)]);

const lastFiredLines = ({ explanation: { lastFired } }: WhyReport): string[] => (lastFired.length === 0 ? [] : ['Last fired, of each type:', ...table(
  ['type', 'at', 'event id', 'cool-down left'],
  lastFired.map(({ type, timeMs, eventId, coolDownRemainingMs: left }) => [type, clock(timeMs), eventId, left > 0 ? duration(left) : 'none']),
)]);

/** How the conditions of each detector begin. */
const PREFIX: Readonly<Record<NearMiss['detector'], string>> = { bb_squeeze_release: 'bb_', ob_breakout: 'ob_', volume_spark: 'volume_' };

/** The detector's own conditions that were not met: `ob_imbalance_held_ms 0 of 3000`. */
const missedText = ({ detector, conditions }: NearMiss): string => conditions
  .filter(({ name, met }) => !met && name.startsWith(PREFIX[detector]))
  .map(({ name, value, threshold }) => `${name} ${figure(value)} of ${figure(threshold)}`).join(', ');

const nearLines = ({ nearMisses }: WhyReport): string[] => (nearMisses.length === 0 ? ['Near misses: none'] : [
  `Near misses (${percent(NEAR_MISS_SHARE, 0)} of a threshold or more; the closest bar of each):`, ...table(
    ['from', 'to', 'closest', 'detector', 'share', 'not met'],
    nearMisses.map((near) => [clock(near.fromMs), clock(near.toMs), clock(near.timeMs), near.detector, percent(near.share, 0), missedText(near)]), [4],
  )]);

const whyHeld = ({ reason, remainingMs }: Suppressed): string =>
  (reason === 'cool-down' ? `cool-down, ${duration(remainingMs ?? 0)} left` : 'not on the watch list');

const suppressedLines = ({ suppressed }: WhyReport): string[] => (suppressed.length === 0 ? ['Suppressed: nothing'] : ['Suppressed:', ...table(
  ['at', 'type', 'side', 'because of'], suppressed.map((one) => [clock(one.timeMs), one.verdict.type, one.verdict.side, whyHeld(one)]),
)]);

/** Value over threshold: only where more is nearer, and both say something. */
const shareText = ({ value, threshold }: Condition): string => (value === null || threshold <= 0 ? '' : percent(Math.abs(value) / threshold, 0));

const conditionLines = ({ explanation: { conditions } }: WhyReport): string[] => (conditions.length === 0 ? ['Conditions: none, it is not watched'] : [
  'Conditions of the three detectors at that time:', ...table(
    ['condition', 'value', 'threshold', 'margin', 'share', 'met'],
    conditions.map((one) => [one.name, figure(one.value), figure(one.threshold), figure(one.margin), shareText(one), one.met ? 'yes' : 'no']), [1, 2, 3, 4],
  )]);

const warmupLines = ({ explanation: { warmup } }: WhyReport): string[] => (warmup.length === 0 ? [] : [
  'Warm-up:', ...table(['needs', 'have', 'need', ''], warmup.map(({ name, have, need }) => [name, String(have), String(need), have >= need ? 'warm' : 'COLD']), [1, 2]),
]);

const windowText = ({ cause, fromMs, toMs }: BlindWindow): string => `${clock(fromMs)} to ${toMs === undefined ? 'now' : clock(toMs)} (${cause})`;

const MAX_WINDOWS = 5;

const coverageLines = ({ coverage }: WhyReport): string[] => (coverage.length === 0 ? [] : ['Coverage since the session began:', ...table(
  ['stream', 'seen', 'asked for', 'last blind windows'],
  coverage.map((row: CoverageRow) => [row.stream, coverageText(row), duration(row.subscribedMs), row.windows.slice(-MAX_WINDOWS).map(windowText).join(', ') || 'none']), [1, 2],
)]);

/** The answer for people. */
export const whyText = (report: WhyReport): string => {
  const { header, symbol, timeMs, fromMs, toMs, explanation } = report;
  return [
    `WHY  ${symbol}  at ${iso(timeMs)}  (session ${header.session}, ${MARK[header.market]})`,
    ...(report.isKnown ? [] : [`The recording holds no message about ${symbol}.`]),
    watchLine(explanation),
    dataLine(explanation),
    `Between ${clock(fromMs)} and ${clock(toMs)}:`,
    ...firedLines(report),
    ...suppressedLines(report),
    ...nearLines(report),
    ...lastFiredLines(report),
    ...conditionLines(report),
    ...warmupLines(report),
    ...coverageLines(report),
    ...(report.damage === undefined ? [] : [`DAMAGED: ${report.damage}; the answer rests on what came before`]),
  ].join('\n');
};

/** The answer for machines: the session by its id instead of its whole header. */
export const whyJson = ({ header, ...rest }: WhyReport): object => ({ session: header.session, market: header.market, venue: header.venue, ...rest });
