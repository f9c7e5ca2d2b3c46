import { configHash } from '../../adapters/config-hash';
import { BybitDecoder } from '../../adapters/exchanges/bybit/decode';
import { OpportunityLog } from '../../adapters/recording/opportunity-log';
import type { RecordingHeader } from '../../adapters/recording/recording-header';
import { RecordingWriter } from '../../adapters/recording/recording-writer';
import type { RecordingWriterOptions } from '../../adapters/recording/recording-writer-options';
import type { Opportunity } from '../../core/contracts/opportunity';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import type { MarketEvent } from '../../core/market/events';
import type { MarketInput } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import type { WatchFinding } from '../../core/radar/radar';
import { DEFAULT_RADAR, type RadarSettings } from '../../core/radar/settings';
import { MarketSession } from '../../core/session/market-session';
import { codeVersion } from '../../lib/code-version';
import { InProcessFeed } from '../../simulator/in-process-feed';
import { makeMarket } from '../../simulator/market/market';
import { bybitFrame } from './bybit-wire';

export const RECORDED_START_MS = Date.UTC(2026, 0, 7, 9, 0, 0);

export interface RecordedMarketOptions {
  /** Where the session's folder goes. */
  readonly directory: string;
  readonly minutes: number;
  readonly seed?: number;
  readonly symbolCount?: number;
  readonly session?: string;
  readonly radar?: Partial<RadarSettings>;
  readonly writer?: Partial<RecordingWriterOptions>;
  /** Puts what it answers in the place of each event of the simulated market: what a bad connection makes of it. */
  readonly through?: (event: MarketEvent) => readonly MarketEvent[];
}

export interface RecordedMarket {
  readonly folder: string;
  readonly header: RecordingHeader;
  readonly opportunities: readonly Opportunity[];
}

const headerOf = (session: string, radar: RadarSettings): RecordingHeader => {
  const settings = { radar, tracker: DEFAULT_AFTERMATH_TRACKER };
  const source = { venue: 'bybit', market: 'simulated' } as const;
  return {
    format: 1, session, startedTimeMs: RECORDED_START_MS, ...source, speed: 1, settings, finder: DEFAULT_FINDER,
    configHash: configHash({ settings, finder: DEFAULT_FINDER, source }), codeVersion: codeVersion(),
  };
};

/** A live session of a simulated market, over the wire's bytes, with everything recorded as a scanner records it. */
export const recordMarket = async (options: RecordedMarketOptions): Promise<RecordedMarket> => {
  const { directory, minutes, seed = 7, symbolCount = 60, through = (event) => [event] } = options;
  const header = headerOf(options.session ?? '20260107T090000Z-00aa', { ...DEFAULT_RADAR, activeSymbolsLimit: 20, leaveRank: 24, displaceRank: 16, ...options.radar });
  const symbols = new SymbolTable();
  const decoder = new BybitDecoder(symbols);
  const session: MarketSession = new MarketSession(
    header.settings, { venue: header.venue, market: header.market, configHash: header.configHash, codeVersion: header.codeVersion }, symbols, () => writer.positionOf(),
  );
  const writer = new RecordingWriter({ directory, header, stateOf: () => session.state(), segmentMs: 120_000, blockBytes: 64 * 1024, maxBlocks: 10_000, ...options.writer });
  const log = new OpportunityLog({ sessionDirectory: writer.sessionDirectory });
  const opportunities: Opportunity[] = [];
  const changes: WatchFinding[] = [];

  const decide = (input: MarketInput): void => {
    for (const finding of session.accept(input)) {
      if (finding.kind === 'watch-list') changes.push(finding);
      if (finding.kind !== 'opportunity') continue;
      opportunities.push(finding.opportunity);
      log.add(finding.opportunity);
    }
  };
  const acceptEvent = (event: MarketEvent): void => {
    writer.event(event);
    decide(event);
  };
  const accept = (event: MarketEvent): void => {
    if (event.kind !== 'ticker' && event.kind !== 'trade' && event.kind !== 'book-top') return acceptEvent(event);
    const bytes = bybitFrame(event);
    if (decoder.decode(bytes, event.receivedTimeMs).kind !== 'market') throw new Error(`refused: ${bytes.toString()}`);
    writer.frame(1, bytes, event.receivedTimeMs);
    decide(decoder.frame);
  };
  const feed = new InProcessFeed(makeMarket({ seed, startTimeMs: RECORDED_START_MS, symbolCount }), (event) => {
    through(event).forEach(accept);
    for (const change of changes.splice(0)) feed.watch(change.subscribed, event.receivedTimeMs);
  }, 100);
  writer.otherFrame(1, Buffer.from('{"success":true,"op":"subscribe"}'), RECORDED_START_MS);
  writer.sent(1, '{"op":"ping"}', RECORDED_START_MS);
  feed.start(RECORDED_START_MS);
  feed.run(RECORDED_START_MS, RECORDED_START_MS + minutes * 60_000);
  await Promise.all([writer.close(), log.close()]);
  return { folder: writer.sessionDirectory, header, opportunities };
};

/** Ten minutes in which something is found every half a minute or so: five segments, some twenty opportunities. */
export const BUSY_MARKET = {
  minutes: 10, symbolCount: 30,
  radar: { activeSymbolsLimit: 12, leaveRank: 14, displaceRank: 10, volumeSpikeMultiple: 2, spikeEffortFactor: 2, spikeMinNotionalUsdt: 1_000, coolDownMs: 60_000 },
} as const satisfies Partial<RecordedMarketOptions>;

/** A disconnect of some symbols: nothing of them arrives between the two times, and the session is told so. */
export const disconnect = (symbols: readonly string[], fromMs: number, toMs: number): NonNullable<RecordedMarketOptions['through']> => {
  let step = 0;
  return (event) => {
    const { receivedTimeMs } = event;
    if (step === 1 && (event.kind === 'trade' || event.kind === 'book-top') && symbols.includes(event.symbol)) return [];
    if (event.kind !== 'clock' || step > 1 || receivedTimeMs < (step === 0 ? fromMs : toMs)) return [event];
    step += 1;
    const common = { symbols, streams: ['book-top', 'trade'] as const, exchangeTimeMs: receivedTimeMs, receivedTimeMs };
    return [step === 1 ? { kind: 'gap', cause: 'disconnect', lastDataTimeMs: receivedTimeMs - 50, ...common } : { kind: 'resumed', ...common }, event];
  };
};
