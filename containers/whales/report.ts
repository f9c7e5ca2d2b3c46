import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import type { LogFormat, Logger } from '../../adapters/logging';
import { dollars, RULE } from '../../core/alerts/hit-block';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { PoolFinding, WhaleStatus } from '../../core/whales/findings';
import type { WhaleMode } from './whales';
import { humanHit, levelOf, logHit, noteText } from '../scanner/report';

/** What the whale scanner tells people: lines for a terminal, one JSON line per fact in AWS. */
export interface WhaleReport {
  note(note: FeedNote): void;
  pool(finding: PoolFinding): void;
  hit(opportunity: Opportunity): void;
  final(status: WhaleStatus): void;
}

const value = (notionalUsdt: number): string => `$${Math.round(notionalUsdt).toLocaleString('en-US')}`;

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

const levelText = ({ symbol, side, price, firstNotionalUsdt }: PoolFinding): string =>
  `${symbol} ${side === 'buy' ? 'bid' : 'ask'} wall ${value(firstNotionalUsdt)} at ${dollars(price)}`;

/** Said of levels, never of orders (C2.10). */
const poolText = (finding: PoolFinding): string => {
  const { event, symbol, lifetimeMs, fate, incarnation, orderHash } = finding;
  switch (event) {
    case 'born': return `관찰 (observed): ${levelText(finding)}${incarnation > 1 ? `, back for the ${incarnation}. time` : ''}  ${orderHash}`;
    case 'promoted': return `핫풀 (hot): ${levelText(finding)}, older than ${seconds(lifetimeMs)}  ${orderHash}`;
    case 'died': return `소멸 (gone): ${levelText(finding)}, after ${seconds(lifetimeMs)}, ${fate ?? 'unknown'}  ${orderHash}`;
    case 'returned': return `일반 (general): ${symbol} has no large level any more`;
  }
};

/** What concerns hot levels is worth a line; the rest is for those who look closely. Where nothing becomes hot, births are what there is. */
const isLoud = ({ event, wasHot }: PoolFinding, { primaryScanOnly }: WhaleMode): boolean =>
  event === 'promoted' || (event === 'died' && wasHot) || (event === 'born' && primaryScanOnly);

const finalLines = ({ pools, counts }: WhaleStatus): readonly string[] => [
  RULE,
  '최종 통계, 대형 호가 (final statistics, large levels)',
  `관찰 / 핫 심볼 (symbols observed / hot): ${pools.observed} / ${pools.hot}`,
  `생성 / 부활 / 승격 (born / come back / promoted): ${counts.births} / ${counts.resurrections} / ${counts.promotions}`,
  `소멸 (gone): ${Object.entries(counts.deaths).map(([fate, count]) => `${fate} ${count}`).join(', ')}`,
  `발견된 기회 (opportunities): ${counts.opportunities}`,
  `호가창 재동기화 (books resynchronized): ${counts.resyncs}`,
  RULE,
];

export const makeWhaleReport = (logger: Logger, format: LogFormat, mode: WhaleMode, write: (line: string) => void): WhaleReport => ({
  note: (note) => {
    // Books come and go with the levels in them: each time is a request.
    const level = note.event === 'subscribing' ? 'debug' : levelOf(note);
    logger[level](`feed-${note.event}`, noteText(note), format === 'human' ? {} : { ...note });
  },
  pool: (finding) => {
    logger[isLoud(finding, mode) ? 'info' : 'debug'](`level-${finding.event}`, poolText(finding), format === 'human' ? {} : { ...finding });
  },
  hit: (opportunity) => { if (format === 'human') write(humanHit(opportunity)); else logHit(logger, opportunity); },
  final: (status) => { if (format === 'human') finalLines(status).forEach(write); else logger.info('final-statistics', '최종 통계', { ...status }); },
});
