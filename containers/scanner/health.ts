import type { SenderStats } from '../../adapters/aws/queue-sender';
import type { CoverageTotals } from '../../core/market/coverage-report';
import type { HealthEntry } from '../health-log';
import { VenueSilence } from '../venue-silence';
import type { ScannerCounts } from './scanner';

/** Below this part of what was asked for, what is found is not what there was. */
const LEAST_SEEN = 0.9;
/** An opportunity that waits longer is late when it arrives. */
const LATE_MS = 5_000;
/** Figures are of at least so long: over less, a single symbol that is being subscribed looks like blindness. */
const WINDOW_MS = 10_000;

interface Look {
  readonly atMs: number;
  readonly messages: number;
  readonly subscribedMs: number;
  readonly blindMs: number;
}

const lookOf = ({ tickers, trades, coverage: { total } }: ScannerCounts, atMs: number): Look =>
  ({ atMs, messages: tickers + trades, subscribedMs: total.subscribedMs, blindMs: total.blindMs });

/** What was not seen since the start, by cause: seconds of market time, each stream of each symbol for itself. */
const blindSeconds = ({ blindMsByCause }: CoverageTotals): Record<string, number> =>
  Object.fromEntries(Object.entries(blindMsByCause).map(([cause, ms]) => [`blind_${cause.replaceAll('-', '_')}_stream_seconds`, ms / 1_000]));

type Judgement = Pick<HealthEntry, 'status' | 'reason'>;

const judge = (seen: number | undefined, activeSymbols: number, spoolAgeMs: number): Judgement => {
  if (activeSymbols === 0) return { status: 'degraded', reason: 'no symbol is watched yet' };
  if (seen !== undefined && seen < LEAST_SEEN) return { status: 'degraded', reason: `blind to ${Math.round((1 - seen) * 100)} % of what is watched` };
  if (spoolAgeMs >= LATE_MS) return { status: 'degraded', reason: `opportunities wait ${Math.round(spoolAgeMs / 1_000)} s for the queue` };
  return { status: 'ok', reason: null };
};

/** Judges the scanner by what it counts; machine time in, ms. One such keeps the looks of the last seconds. */
export class ScannerHealth {
  private readonly looks: Look[] = [];
  private readonly silence: VenueSilence;

  constructor(nowMs: number) {
    this.silence = new VenueSilence(nowMs);
  }

  look(counts: ScannerCounts, sender: SenderStats | undefined, nowMs: number): HealthEntry {
    const now = lookOf(counts, nowMs);
    this.looks.push(now);
    while ((this.looks[1]?.atMs ?? Infinity) <= nowMs - WINDOW_MS) this.looks.shift();
    const first = this.looks[0] ?? now;
    const seconds = Math.max(1, (nowMs - first.atMs) / 1_000);
    const subscribedMs = now.subscribedMs - first.subscribedMs;
    const seen = subscribedMs > 0 ? Math.max(0, 1 - (now.blindMs - first.blindMs) / subscribedMs) : undefined;
    return {
      kind: 'health', component: 'scanner', ...(this.silence.look(now.messages, nowMs) ?? judge(seen, counts.activeSymbols, sender?.oldestAgeMs ?? 0)),
      figures: {
        messages_per_second: (now.messages - first.messages) / seconds, active_symbols: counts.activeSymbols, opportunities: counts.opportunities,
        ...(seen === undefined ? {} : { seen_fraction: seen }),
        ...(counts.coverage.total.fraction === undefined ? {} : { seen_fraction_since_start: counts.coverage.total.fraction }),
        waiting_for_queue: sender?.waiting ?? 0, ...blindSeconds(counts.coverage),
      },
    };
  }
}
