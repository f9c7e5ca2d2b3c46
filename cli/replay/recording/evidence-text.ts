import type { Opportunity } from '../../../core/contracts/opportunity';
import type { Signal } from '../../../core/contracts/signal';
import { differenceText, type FieldDifference } from '../compare/first-difference';
import { conditionTable, figure } from '../condition-table';
import { iso, number } from '../text';

/** One opportunity rebuilt from the recording, with the finder's decision. */
export interface Evidence {
  readonly opportunity: Opportunity;
  readonly signal: Signal;
  readonly segment: string;
  /** Where the stored bytes came from; undefined where nothing is stored. */
  readonly storedIn: string | undefined;
  /** Fields that differ from the stored ones (`there`); empty where the bytes are equal. */
  readonly differences: readonly FieldDifference[];
}

const headOf = ({ event_id: id, symbol, opportunity_type: type, side, market }: Opportunity): string =>
  `EVIDENCE  ${id}  ${symbol}  ${type}  ${side}  (${market === 'live' ? 'live market, ' : `${market.toUpperCase()} market, not live; `}rebuilt from the recording)`;

const bookText = ({ bid_price: bid, ask_price: ask, tick_size: tick }: Opportunity): string => {
  if (bid === null || ask === null) return `Book: ${bid === null ? 'no bid' : `bid ${bid}`}, ${ask === null ? 'no ask' : `ask ${ask}`}`;
  return `Book: bid ${bid}, ask ${ask}, spread ${(((ask - bid) / ((ask + bid) / 2)) * 10_000).toFixed(2)} bps, tick ${tick ?? 'unknown'}`;
};

const barsText = ({ bars }: Opportunity): string => {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return 'Bars: none';
  const volume = bars.reduce((sum, bar) => sum + bar[5], 0) / bars.length;
  return `Bars: ${bars.length} of one minute from ${iso(first[0])} to ${iso(last[0] + 60_000)}, low ${Math.min(...bars.map((bar) => bar[3]))}, `
    + `high ${Math.max(...bars.map((bar) => bar[2]))}, last close ${last[4]}, mean volume ${figure(volume)}`;
};

const rankText = ({ volatility_rank: rank, volatility_universe: universe }: Opportunity): string =>
  (rank === null ? 'Rank: none' : `Rank: ${rank} of ${universe === null ? 'an unknown number' : number(universe)} by 24-hour volatility`);

const decisionLines = (signal: Signal): string[] => [
  `Finder: ${signal.decision}${signal.reject_reasons.length > 0 ? ` for ${signal.reject_reasons.join(', ')}` : ''}, confidence ${figure(signal.confidence)}`,
  ...conditionTable(signal.checks),
  `Levels: entry ${signal.entry_price}, stop ${signal.stop_price ?? 'none'}, targets ${signal.target1_price ?? 'none'} and ${signal.target2_price ?? 'none'}, `
    + `valid until ${iso(signal.valid_until_ms)}`,
];

const codeText = ({ differences }: Evidence): string[] => differences.filter(({ path }) => path === 'code_version')
  .map(({ there }) => `Other code: ${String(there)} decided then; the code that is here rebuilt it`);

const storedText = ({ storedIn, differences }: Evidence): string[] => {
  if (storedIn === undefined) return ['Stored: no file of opportunities lies beside the recording; found by replaying it'];
  if (differences.length === 0) return [`Stored: equal byte for byte to ${storedIn}`];
  const [first, ...others] = differences.filter(({ path }) => path !== 'code_version');
  if (first === undefined) return [`Stored: equal to ${storedIn} but for the code version`];
  return [`Stored: DIFFERENT from ${storedIn}: ${differenceText(first)}${others.length > 0 ? `, and ${others.length} more` : ''}`];
};

/** The evidence for people. */
export const evidenceText = (evidence: Evidence): string => {
  const { opportunity, signal, segment } = evidence;
  return [
    headOf(opportunity),
    `Decided: ${iso(opportunity.decided_time_ms)}, at ${iso(opportunity.exchange_time_ms)} of the venue's clock`,
    `Position: ${opportunity.recording_position ?? 'none'} (${segment})`,
    `Config hash: ${opportunity.config_hash ?? 'none'}; code version: ${opportunity.code_version ?? 'none'}`,
    `Price: ${opportunity.price}`,
    bookText(opportunity),
    rankText(opportunity),
    `Fired: ${opportunity.fired.join(', ')}; confidence ${figure(opportunity.confidence)} (${opportunity.confidence_kind})`,
    'Radar:',
    ...conditionTable(opportunity.conditions),
    barsText(opportunity),
    ...decisionLines(signal),
    ...codeText(evidence),
    ...storedText(evidence),
  ].join('\n');
};
