import type { PoolFinding } from '../../../core/whales/findings';
import { duration, iso, listed, number, plural, speedText, table } from '../text';
import type { BookReport } from './captured-book';
import type { WhaleReplayReport } from './whale-replay';

const SHOWN_LEVELS = 10;

const framesOf = ({ frames, used, unused, refused, unreadableLines, elapsedSeconds }: WhaleReplayReport): string[] => [
  `Frames read: ${number(frames)}, ${number(Math.round(frames / Math.max(elapsedSeconds, 1e-3)))} per second`,
  ...listed('  used', used),
  ...listed('  not used', unused),
  ...listed('  refused', refused),
  ...(unreadableLines.length > 0 ? listed('  lines that are no frame', unreadableLines) : []),
];

const stateOf = ({ isLive, outgrown, standIns }: BookReport): string => {
  if (isLive) return `live to the end${standIns === 0 ? '' : `, its own levels in place of ${plural(standIns, 'further snapshot')}`}`;
  return outgrown > 0 ? 'live until the price left the range of the captured snapshot' : 'no snapshot that fits, so no book';
};

const bookLine = (book: BookReport): string[] => [
  `    ${book.symbol}: ${stateOf(book)}, ${number(book.diffs)} diffs, gaps ${number(book.gaps)}, crossed ${number(book.crossed)}`
  + (book.topsCompared === 0 ? '' : `, best prices as bookTicker says after ${number(book.topsAgreed)} of ${number(book.topsCompared)} diffs`),
  ...(book.dropped === 0 ? [] : [
    `        ${number(book.dropped)} diffs dropped: ${number(book.gapsAfterDrops)} gaps found, ${number(book.resyncs)} books built anew, `
    + `${number(book.different)} of ${number(book.compared)} comparisons with the whole book differ`,
  ]),
];

const levelRow = ({ symbol, side, price, firstNotionalUsdt, lifetimeMs, fate, incarnation, timeMs }: PoolFinding): string[] => [
  symbol, side === 'buy' ? 'bid' : 'ask', String(price), number(Math.round(firstNotionalUsdt)), duration(lifetimeMs), String(incarnation), fate ?? '', iso(timeMs),
];

const poolsOf = ({ status: { counts, pools }, levels }: WhaleReplayReport): string[] => {
  const longest = levels.filter(({ event }) => event === 'died').sort((a, b) => b.lifetimeMs - a.lifetimeMs).slice(0, SHOWN_LEVELS);
  return [
    `Large levels: ${number(counts.births)} born, ${number(counts.resurrections)} of them come back; ${number(counts.promotions)} became hot`,
    `  gone: ${Object.entries(counts.deaths).map(([fate, count]) => `${fate} ${number(count)}`).join(', ')}; `
    + `living at the end: ${number(pools.observedLevels + pools.hotLevels)}, hot ${number(pools.hotLevels)}`,
    ...(longest.length === 0 ? [] : ['  longest lived of those that went:', ...table(
      ['symbol', 'side', 'price', 'first value', 'lived', 'life', 'fate', 'gone at'], longest.map(levelRow), [2, 3, 4, 5],
    )]),
    `Opportunities (whale_diamond): ${number(counts.opportunities)}`,
  ];
};

/** The report for people. */
export const whaleText = (report: WhaleReplayReport): string => [
  `REPLAY  ${report.venue}  large levels  (recorded data, not live)`,
  ...framesOf(report),
  report.span === undefined ? 'Span: no books were recorded'
    : `Span: ${iso(report.span.firstMs)} to ${iso(report.span.lastMs)} (${duration(report.span.lastMs - report.span.firstMs)}, venue time)`,
  'Books:',
  ...report.books.flatMap(bookLine),
  ...poolsOf(report),
  speedText(report.elapsedSeconds, report.span),
].join('\n');

/** Whether the books were what the venue's were: nothing broke, nothing differed, and its best prices were ours. */
export const areBooksSound = ({ books }: WhaleReplayReport): boolean =>
  books.every(({ gaps, crossed, different, topsAgreed, topsCompared }) => gaps === 0 && crossed === 0 && different === 0 && topsAgreed === topsCompared);
