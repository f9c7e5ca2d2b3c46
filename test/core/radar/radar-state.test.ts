import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import type { MarketEvent } from '../../../core/market/events';
import { MarketFrame, type MarketInput } from '../../../core/market/market-frame';
import type { State } from '../../../core/market/state';
import { SymbolTable } from '../../../core/market/symbol-table';
import { Radar, type RadarFinding } from '../../../core/radar/radar';
import type { RadarSource } from '../../../core/radar/source';
import { EAGER_RADAR, marketStream, STREAM_SYMBOLS } from '../../support/market-stream';

const SOURCE: RadarSource = { venue: 'bybit', market: 'simulated' };
const FIXED: RadarSource = { ...SOURCE, fixedSymbols: STREAM_SYMBOLS.slice(0, 3) };
const EVENTS = 3_000;

const newRadar = (source: RadarSource): Radar => new Radar(EAGER_RADAR, source, new SymbolTable());
const play = (radar: Radar, inputs: readonly MarketInput[]): RadarFinding[] => inputs.flatMap((input) => [...radar.accept(input)]);
const anySeed = fc.integer({ min: 1, max: 100_000 });
const anySource = fc.constantFrom(SOURCE, FIXED);

describe('Radar on any stream of events', () => {
  test('the streams fire every detector and change the watch list', () => {
    const found = play(newRadar(SOURCE), [1, 2, 3].flatMap((seed) => marketStream(seed, EVENTS)));
    const kinds = new Set(found.map((finding) => (finding.kind === 'opportunity' ? finding.opportunity.opportunity_type : finding.kind)));
    expect([...kinds].sort()).toEqual(['bb_squeeze_release', 'mixed_signal', 'ob_breakout', 'volume_spark', 'watch-list']);
  });

  test('cut anywhere, its state put into a new radar and a new symbol table: the same findings as uncut', () => {
    fc.assert(fc.property(anySeed, fc.nat(EVENTS), anySource, (seed, cut, source) => {
      const events = marketStream(seed, EVENTS);
      const [whole, first, second] = [newRadar(source), newRadar(source), newRadar(source)];
      const before = play(first, events.slice(0, cut));
      const bytes = serialize(first.state());
      second.restore(deserialize(bytes) as State);
      expect(serialize(second.state()).equals(bytes)).toBe(true);
      // The first goes on too: nothing of it may be shared.
      const after = play(second, events.slice(cut));
      play(first, marketStream(seed + 1, 500));
      expect([...before, ...after]).toEqual(play(whole, events));
      expect(second.counts()).toEqual(whole.counts());
      expect(serialize(second.state()).equals(serialize(whole.state()))).toBe(true);
    }), { numRuns: 12 });
  });

  test('a state is refused where the symbol table has given out other ids', () => {
    const radar = newRadar(SOURCE);
    play(radar, marketStream(1, 100));
    const symbols = new SymbolTable();
    symbols.idOf('ZZZUSDT');
    expect(() => new Radar(EAGER_RADAR, SOURCE, symbols).restore(radar.state())).toThrow('symbol id of CCCUSDT is 1: expected 0, as in the state');
  });

  test('frames say what their events say: trades that come together are as good as one by one', () => {
    fc.assert(fc.property(anySeed, anySource, (seed, source) => {
      const events = marketStream(seed, EVENTS);
      const symbols = new SymbolTable();
      const radar = new Radar(EAGER_RADAR, source, symbols);
      for (const { instruments } of events.filter((event) => event.kind === 'universe').slice(0, 1)) for (const { symbol } of instruments) symbols.idOf(symbol);
      const alone = newRadar(source);
      const frame = new MarketFrame();
      const found: RadarFinding[] = [];
      const expected: RadarFinding[] = [];
      for (let index = 0; index < events.length; index += 1) {
        const event = events[index]!;
        expected.push(...alone.accept(event));
        if (event.kind !== 'trade' && event.kind !== 'ticker' && event.kind !== 'book-top') {
          found.push(...radar.accept(event));
          continue;
        }
        frame.load(event, symbols);
        for (let next = events[index + 1]; isSameMessage(event, next); next = events[index + 1]) {
          frame.addTrade(next);
          expected.push(...alone.accept(next));
          index += 1;
        }
        found.push(...radar.accept(frame));
      }
      expect(found).toEqual(expected);
      expect(radar.counts()).toEqual(alone.counts());
    }), { numRuns: 8 });
  });
});

/** Trades of one symbol that reached us at one time could have come in one message. */
const isSameMessage = (event: MarketEvent, next: MarketEvent | undefined): next is MarketEvent & { kind: 'trade' } =>
  event.kind === 'trade' && next?.kind === 'trade' && next.symbol === event.symbol && next.receivedTimeMs === event.receivedTimeMs;
