import { ALERT_SCHEMA, type Alert } from '../contracts/alert';
import type { Condition, Market } from '../contracts/common';
import type { Signal } from '../contracts/signal';
import { dollars, hitBlock } from './hit-block';
import { asciiSubject } from './subject';

const NO_VALUE = 'n/a';
const KST_OFFSET_MS = 9 * 3_600_000;
const DISCLAIMER = 'Information only, not investment advice.';

/** Everything that is not the live market says so, first thing. */
const marketMark = (market: Market): string => (market === 'live' ? '' : `[${market.toUpperCase()}] `);

const clockText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');

const validity = (timeMs: number): string => `${clockText(timeMs)} UTC (${clockText(timeMs + KST_OFFSET_MS)} KST)`;

/** Six significant digits without trailing zeros: values here run from fractions to prices. */
const figure = (value: number): string => String(Number(value.toPrecision(6)));

const measured = ({ name, value, threshold }: Condition): string =>
  `${name}: ${value === null ? NO_VALUE : figure(value)} (threshold ${figure(threshold)})`;

/** `bb`, `ob`, `volume` or `whale`: detectors and their conditions are named alike. */
const familyOf = (name: string): string => name.split('_')[0] ?? name;

/** Only a condition that held, of a detector that fired, is a reason. */
const reasonLines = ({ conditions, fired }: Signal): string[] => {
  const families = new Set(fired.map(familyOf));
  return conditions.filter(({ met, name }) => met && families.has(familyOf(name))).map((condition) => `  ${measured(condition)}`);
};

const checkLine = (check: Condition): string => `  ${check.met ? 'ok' : 'no'}  ${measured(check)}`;

/** A level with its distance from the entry in percent. */
const level = (price: number | null, entry: number): string => {
  if (price === null) return NO_VALUE;
  const percent = ((price - entry) / entry) * 100;
  return `${dollars(price)} (${percent < 0 ? '-' : '+'}${Math.abs(percent).toFixed(2)} %)`;
};

const planLines = (signal: Signal): string[] => [
  `Side: ${signal.side.toUpperCase()} (${signal.thesis})`,
  `Entry: ${dollars(signal.entry_price)}`,
  `Stop: ${level(signal.stop_price, signal.entry_price)}`,
  `Target 1: ${level(signal.target1_price, signal.entry_price)}`,
  `Target 2: ${level(signal.target2_price, signal.entry_price)}`,
  `Valid until: ${validity(signal.valid_until_ms)}`,
  `Confidence: ${(signal.confidence * 100).toFixed(0)} % (${signal.confidence_kind})`,
];

/** The alert as plain text: the source's block (S1.27), then why, what to do, until when, and the id to refer to. */
const alertText = (signal: Signal): string => [
  ...(signal.market === 'live' ? [] : [`*** ${signal.market.toUpperCase()}: not a live market ***`]),
  hitBlock(signal),
  `Why: ${signal.opportunity_type}, fired: ${signal.fired.join(', ')}`,
  ...reasonLines(signal),
  'Checks:',
  ...signal.checks.map(checkLine),
  '',
  ...planLines(signal),
  '',
  `Exchange: ${signal.exchange}`,
  `Event: ${signal.event_id}`,
  `Id: ${signal.signal_id}`,
  DISCLAIMER,
].join('\n');

const subjectOf = (signal: Signal): string => asciiSubject(
  `${marketMark(signal.market)}${signal.side.toUpperCase()} ${signal.symbol} ${signal.opportunity_type} `
  + `${(signal.confidence * 100).toFixed(0)}% ${signal.event_id}`,
);

/** The one alert for an accepted signal: a pure function of it, so every attempt to send says the same under the same id. */
export const alertOf = (signal: Signal): Alert => ({
  schema: ALERT_SCHEMA,
  alert_id: signal.signal_id,
  event_id: signal.event_id,
  symbol: signal.symbol,
  exchange: signal.exchange,
  market: signal.market,
  opportunity_type: signal.opportunity_type,
  side: signal.side,
  confidence: signal.confidence,
  confidence_kind: signal.confidence_kind,
  subject: subjectOf(signal),
  text: alertText(signal),
  valid_until_ms: signal.valid_until_ms,
});
