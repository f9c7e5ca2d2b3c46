import type { FeedNote, FeedObserver } from '../../adapters/exchanges/venue-feed';
import type { LogFormat, Logger } from '../../adapters/logging';
import type { RecordingNote } from '../../adapters/recording/start-recording';
import { HIT_TITLE, hitBlock, RULE } from '../../core/alerts/hit-block';
import type { Opportunity } from '../../core/contracts/opportunity';
import { coverageLine } from '../../core/market/coverage-report';
import type { WatchFinding } from '../../core/radar/radar';
import type { ScannerCounts } from './scanner';

/** What the scanner tells people: the source's console on a terminal (S1.26-S1.28), one JSON line per fact in AWS. */
export interface ScannerReport extends FeedObserver {
  note(note: FeedNote | RecordingNote): void;
  watchList(change: WatchFinding): void;
  hit(opportunity: Opportunity): void;
  final(counts: ScannerCounts): void;
}

/** What a feed or a recording has to say, Korean as in the source. */
export const noteText = (note: FeedNote | RecordingNote): string => {
  switch (note.event) {
    case 'connecting': return `WebSocket 연결 중: ${note.url}`;
    case 'connected': return `WebSocket 연결됨: ${note.url}`;
    case 'disconnected': return `WebSocket 끊김: ${note.cause}; ${Math.round(note.retryInMs)} ms 후 재연결`;
    case 'subscribing': return `구독 요청: ${note.topics}개 토픽`;
    case 'first-data': return '메시지 수신 시작…';
    case 'topic-rejected': return `구독 거부: ${note.topic}: ${note.message}`;
    case 'frame-refused': return `프레임 거부: ${note.cause}`;
    case 'rest-answered': return `REST 응답: ${note.path}, ${Math.round(note.tookMs)} ms`;
    case 'rest-failed': return `REST 실패: ${note.path}: ${note.cause}`;
    case 'recording-started': return `녹화 시작 (recording): ${note.directory}`;
    case 'recording-problem': return `녹화 문제 (recording): ${note.cause}`;
    case 'recording-uploaded': return `녹화 업로드 (recording uploaded): ${note.key}, ${note.bytes} bytes`;
    case 'recording-upload-failed': return `녹화 업로드 실패 (recording): ${note.key}: ${note.cause}; ${Math.round(note.retryInMs)} ms 후 재시도`;
  }
};

const WARNINGS: ReadonlySet<(FeedNote | RecordingNote)['event']> = new Set([
  'disconnected', 'topic-rejected', 'frame-refused', 'rest-failed', 'recording-problem', 'recording-upload-failed',
]);

/** Of a note: what happens all the time is for those who look closely. */
export const levelOf = ({ event }: FeedNote | RecordingNote): 'debug' | 'info' | 'warn' => {
  if (event === 'rest-answered') return 'debug';
  return WARNINGS.has(event) ? 'warn' : 'info';
};

/** What the rest of the coverage was lost to, in market time summed over the streams; no line where nothing was. */
const blindLines = ({ coverage: { blindMsByCause } }: ScannerCounts): readonly string[] => {
  const causes = Object.entries(blindMsByCause).map(([cause, blindMs]) => `${cause} ${(blindMs / 1_000).toFixed(1)}`);
  return causes.length === 0 ? [] : [`미관측 (blind, stream seconds): ${causes.join(', ')}`];
};

/** Korean as in the source, with English beside it for the operator who reads only that. */
const finalLines = (counts: ScannerCounts): readonly string[] => [
  RULE,
  '최종 통계 (final statistics)',
  `수신한 티커 (tickers received): ${counts.tickers}`,
  `발견된 기회 (opportunities): ${counts.opportunities}`,
  `활성 심볼 (active symbols): ${counts.activeSymbols}`,
  `전체 심볼 (all symbols): ${counts.allSymbols}`,
  `억제됨 (held back by cool-down): ${counts.suppressed}`,
  `늦은 체결 / 중복 체결 (late / duplicate trades): ${counts.lateTrades} / ${counts.duplicateTrades}`,
  `관측률 (coverage): ${coverageLine(counts.coverage)}`,
  ...blindLines(counts),
  RULE,
];

/** The source's block, and below it what it has no line for. */
export const humanHit = (opportunity: Opportunity): string => {
  const mark = opportunity.market === 'live' ? '' : ` [${opportunity.market.toUpperCase()}]`;
  const type = `${opportunity.opportunity_type} ${opportunity.side}, confidence ${opportunity.confidence.toFixed(2)}${mark}`;
  return `${hitBlock(opportunity)}\n${type}  ${opportunity.event_id}`;
};

/** One line that the source's filter finds (S1.38); the bars are counted, not printed. */
export const logHit = (logger: Logger, { bars, ...opportunity }: Opportunity): void => {
  logger.info('opportunity', `${HIT_TITLE} ${opportunity.symbol}`, { ...opportunity, minute_bars: bars.length });
};

const humanReport = (logger: Logger, write: (line: string) => void): Omit<ScannerReport, 'note'> => ({
  watchList: ({ symbols, entered }) => {
    if (entered.length > 0) logger.info('watch-list', `새 구독: ${entered.length}개 (watching ${symbols.length})`);
    logger.info('watch-top', `Top 10: ${symbols.slice(0, 10).join(', ')}`);
  },
  hit: (opportunity) => { write(humanHit(opportunity)); },
  final: (counts) => finalLines(counts).forEach(write),
});

const jsonReport = (logger: Logger): Omit<ScannerReport, 'note'> => ({
  watchList: ({ symbols, entered, left }) =>
    logger.info('watch-list', `새 구독: ${entered.length}개`, { active: symbols.length, entered, left, top: symbols.slice(0, 10) }),
  hit: (opportunity) => { logHit(logger, opportunity); },
  final: (counts) => logger.info('final-statistics', '최종 통계', { ...counts }),
});

export const makeReport = (logger: Logger, format: LogFormat, write: (line: string) => void): ScannerReport => ({
  ...(format === 'human' ? humanReport(logger, write) : jsonReport(logger)),
  note: (note) => {
    const code = note.event.startsWith('recording-') ? note.event : `feed-${note.event}`;
    logger[levelOf(note)](code, noteText(note), format === 'human' ? {} : { ...note });
  },
});
