import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import type { MarketEvent } from '../../../core/market/events';
import type { MarketInput } from '../../../core/market/market-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../../core/outcomes/aftermath-tracker';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import { MarketSession, type SessionFinding, type SessionState } from '../../../core/session/market-session';
import { book, clock, gap, ticker, trade } from '../../support/market-events';
import { EAGER, eventsOf, framesOf, stepsArb } from './random-market';

const SOURCE = { venue: 'bybit', market: 'simulated', configHash: 'c0ffee', codeVersion: '0.1.0+abc' } as const;

const eager = (symbols = new SymbolTable(), positionOf?: () => string): MarketSession => new MarketSession(EAGER, SOURCE, symbols, positionOf);

const play = (session: MarketSession, inputs: readonly MarketInput[]): SessionFinding[] => inputs.flatMap((input) => session.accept(input));

/** As the recording hashes it. */
const hashOf = (session: MarketSession): string => createHash('sha256').update(serialize(session.state())).digest('hex');

const kindsOf = (findings: readonly SessionFinding[]): string[] =>
  findings.map((finding) => (finding.kind === 'aftermath' ? finding.aftermath.status : finding.kind === 'opportunity' ? finding.opportunity.opportunity_type : finding.kind));

const seenKinds = new Map<string, number>();
const note = (findings: readonly SessionFinding[]): void => kindsOf(findings).forEach((kind) => seenKinds.set(kind, (seenKinds.get(kind) ?? 0) + 1));

/** Where to cut, in thousandths of the events. */
const cutArb = fc.nat(1_000);

describe('a session over any course of events', () => {
  test('cut anywhere and gone on with from its state in another process, finds the same, byte for byte', () => {
    fc.assert(fc.property(stepsArb, cutArb, (steps, perMille) => {
      const events = eventsOf(steps);
      const cut = Math.floor((perMille * events.length) / 1_000);
      const [whole, before, after] = [eager(), eager(), eager()];
      const expected = play(whole, events);
      const first = play(before, events.slice(0, cut));
      const taken = structuredClone(before.state());
      // The cut session goes on first: what it was cut into must not follow it.
      const rest = play(before, events.slice(cut));
      after.restore(taken);
      const restored = play(after, events.slice(cut));
      note(expected);
      expect(JSON.stringify([...first, ...restored])).toBe(JSON.stringify(expected));
      expect(JSON.stringify(restored)).toBe(JSON.stringify(rest));
      expect(JSON.stringify([after.counts(), after.coverage(), after.stop('end')])).toBe(JSON.stringify([whole.counts(), whole.coverage(), whole.stop('end')]));
    }), { numRuns: 25 });
  });

  test('has one state hash, whole or restored: a replay can name the first checkpoint at which it differs', () => {
    fc.assert(fc.property(stepsArb, cutArb, (steps, perMille) => {
      const events = eventsOf(steps);
      const cut = Math.floor((perMille * events.length) / 1_000);
      const [whole, before, after] = [eager(), eager(), eager()];
      play(whole, events);
      play(before, events.slice(0, cut));
      after.restore(deserialize(serialize(before.state())) as SessionState);
      expect(hashOf(after)).toBe(hashOf(before));
      play(after, events.slice(cut));
      expect(hashOf(after)).toBe(hashOf(whole));
    }), { numRuns: 15 });
  });

  test('finds the same in frames as in objects, whether or not trades share a frame', () => {
    fc.assert(fc.property(stepsArb, (steps) => {
      const events = eventsOf(steps);
      const symbols = new SymbolTable();
      const [objects, frames] = [eager(), eager(symbols)];
      expect(JSON.stringify(play(frames, framesOf(events, symbols)))).toBe(JSON.stringify(play(objects, events)));
      expect(JSON.stringify(frames.coverage())).toBe(JSON.stringify(objects.coverage()));
      expect(frames.counts()).toEqual(objects.counts());
    }), { numRuns: 25 });
  });

  test('these events make every kind of finding, so that the equalities above say something', () => {
    for (const kind of ['watch-list', 'complete', 'blind', 'bb_squeeze_release', 'ob_breakout', 'volume_spark', 'mixed_signal']) {
      expect([kind, (seenKinds.get(kind) ?? 0) > 5]).toEqual([kind, true]);
    }
  });
});

const SYMBOL = 'AAAUSDT';
const SETTINGS = { radar: DEFAULT_RADAR, tracker: DEFAULT_AFTERMATH_TRACKER };

/** A book that leans to the bids for four seconds, after one trade: one opportunity. */
const leaning = (): MarketEvent[] => [
  ticker(SYMBOL, { lastPrice: 100, highPrice24h: 110, lowPrice24h: 100, turnover24h: 5_000_000 }, 0), clock(0), trade({ symbol: SYMBOL, exchangeTimeMs: 100 }),
  ...Array.from({ length: 41 }, (_, at) => book({ symbol: SYMBOL, exchangeTimeMs: at * 100, bidQuantity: 9_000 })),
];

describe('a session', () => {
  test('D-1: a finding says which settings, which code and which record of the recording it came from', () => {
    let record = 0;
    const session = new MarketSession(SETTINGS, SOURCE, new SymbolTable(), () => `s1/${record}`);
    const found = leaning().flatMap((event) => { record += 1; return session.accept(event).map((finding) => ({ record, finding })); })
      .flatMap(({ record: at, finding }) => (finding.kind === 'opportunity' ? [{ at, opportunity: finding.opportunity }] : []));
    expect(found).toHaveLength(1);
    expect(found[0]?.opportunity).toMatchObject({ config_hash: 'c0ffee', code_version: '0.1.0+abc', recording_position: `s1/${found[0]?.at}` });
  });

  test('where nothing is recorded the position is null', () => {
    const findings = play(new MarketSession(SETTINGS, SOURCE, new SymbolTable()), leaning());
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'opportunity', opportunity: expect.objectContaining({ recording_position: null }) as object }));
  });

  test('D-11: coverage names the blind windows of what the session itself asked for', () => {
    const session = new MarketSession(SETTINGS, SOURCE, new SymbolTable());
    play(session, [...leaning(), clock(10_000), gap([SYMBOL], 16_000, { streams: ['trade'], lastDataTimeMs: 12_000 }), clock(20_000)]);
    const row = session.coverage().rows.find(({ symbol, stream }) => symbol === SYMBOL && stream === 'trade');
    expect(row).toMatchObject({
      blindMs: 8_100, windows: [{ cause: 'subscribing', fromMs: 0, toMs: 100 }, { cause: 'disconnect', fromMs: 12_000, toMs: undefined }],
    });
    expect(session.coverageTotals().total).toEqual(session.coverage().total);
  });

  test('the state of another version is refused by the name of what it lacks', () => {
    const { radar, tracker } = eager().state();
    expect(() => eager().restore({ radar, tracker, coverage: {} })).toThrow('state has no');
  });

  test('a state over other symbol ids is refused: every column would speak of another symbol', () => {
    const before = eager();
    play(before, leaning());
    const symbols = new SymbolTable();
    symbols.idOf('ZZZUSDT');
    expect(() => eager(symbols).restore(before.state())).toThrow(RangeError);
  });
});
