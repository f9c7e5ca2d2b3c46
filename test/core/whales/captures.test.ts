import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseWhaleOrder, type WhaleOrder } from '../../../core/contracts/whale-order';
import type { DepthInput, PriceLevel } from '../../../core/market/depth-events';
import { SymbolTable } from '../../../core/market/symbol-table';
import type { WhaleFinding } from '../../../core/whales/findings';
import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { WhaleSession } from '../../../core/whales/whale-session';
import { depthFrame } from '../../support/depth-events';
import { clock } from '../../support/market-events';
import { instrument, universe } from '../../support/whale-bench';

const FOLDER = join(__dirname, '../../../../shared/captures/book');
const SYMBOL = 'BTCUSDT';
const MARKETS = ['spot', 'usdm'] as const;
const filesOf = (market: string) => [`binance_${market}_BTCUSDT_20260216_top50_part1.jsonl.gz`, `binance_${market}_BTCUSDT_20260216_trades_part1.csv.gz`] as const;
const isPresent = MARKETS.flatMap(filesOf).every((name) => existsSync(join(FOLDER, name)));

interface BookLine {
  readonly ts_ms: number;
  readonly exch_ts_ms: number;
  readonly seq: number;
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
}

const linesOf = (name: string): string[] => gunzipSync(readFileSync(join(FOLDER, name))).toString('utf8').trim().split('\n');

/** The best twenty levels and the trades, in the order in which they came, with ticks of the clock. */
const inputsOf = (market: string, symbols: SymbolTable): readonly DepthInput[] => {
  const [books, trades] = filesOf(market);
  const depth = linesOf(books).map((text): DepthInput => {
    const { ts_ms, exch_ts_ms, seq, bids, asks } = JSON.parse(text) as BookLine;
    const frame = depthFrame({ kind: 'depth', symbolId: symbols.idOf(SYMBOL), timeMs: exch_ts_ms, lastUpdateId: seq, bids: bids.slice(0, 20), asks: asks.slice(0, 20) });
    frame.receivedTimeMs = ts_ms;
    return frame;
  });
  const prints = linesOf(trades).slice(1).map((row): DepthInput => {
    const [received, exchange, symbol = '', tradeId = '', price, quantity, side] = row.split(',');
    return {
      kind: 'trade', symbol, tradeId, price: Number(price), quantity: Number(quantity), side: side === 'buy' ? 'buy' : 'sell',
      exchangeTimeMs: Number(exchange), receivedTimeMs: Number(received),
    };
  });
  const startMs = depth[0]?.receivedTimeMs ?? 0;
  const ticks = Array.from({ length: 1_550 }, (_, index) => clock(startMs + 100 * index));
  return [universe([instrument(SYMBOL, 1)], startMs), ...[...depth, ...prints, ...ticks].sort((a, b) => a.receivedTimeMs - b.receivedTimeMs)];
};

const replay = (market: 'spot' | 'usdm'): { readonly findings: readonly WhaleFinding[]; readonly orders: readonly WhaleOrder[] } => {
  const symbols = new SymbolTable();
  const session = new WhaleSession({ ...DEFAULT_WHALES, hotPoolLifetimeSeconds: 2 }, { venue: market === 'spot' ? 'binance' : 'binance-usdm', market: 'replay' }, symbols);
  const findings = [...inputsOf(market, symbols).flatMap((input) => [...session.accept(input)]), ...session.stop('end')];
  return { findings, orders: findings.flatMap((finding) => (finding.kind === 'whale' ? [finding.change.order] : [])) };
};

const describeWithCaptures = isPresent ? describe : describe.skip;

describeWithCaptures(isPresent ? 'recorded Binance books' : 'skipped: captures not present (recorded Binance books)', () => {
  test.each(MARKETS)('%s: levels go through the pools, and every message keeps the contract and the account', (market) => {
    const { findings, orders } = replay(market);
    const events = findings.flatMap((finding) => (finding.kind === 'pool' ? [finding.event] : []));
    for (const event of ['born', 'promoted', 'died'] as const) expect(events.filter((one) => one === event).length).toBeGreaterThan(20);
    const fates = new Set(findings.flatMap((finding) => (finding.kind === 'pool' && finding.event === 'died' ? [finding.fate] : [])));
    expect(['filled', 'pulled', 'moved'].filter((fate) => !fates.has(fate as never))).toEqual([]);
    const units = (quantity: number): bigint => BigInt(Math.round(quantity * 1e8));
    for (const order of orders) {
      const { first_quantity, added_quantity, filled_quantity, pulled_quantity, rest_quantity } = parseWhaleOrder(order).fate;
      expect(units(first_quantity) + units(added_quantity)).toBe(units(filled_quantity) + units(pulled_quantity) + units(rest_quantity));
    }
  });

  test('a replay gives the same findings, byte for byte', () => {
    expect(JSON.stringify(replay('spot').findings)).toBe(JSON.stringify(replay('spot').findings));
  });
});
