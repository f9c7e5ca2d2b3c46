import { SymbolTable } from '../../../core/market/symbol-table';
import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { WhaleSession } from '../../../core/whales/whale-session';
import { depthFrame } from '../../support/depth-events';
import { clock } from '../../support/market-events';
import { instrument, plainBook, SYMBOL, universe } from '../../support/whale-bench';

const START_MS = Date.UTC(2026, 0, 7, 9);
const WALL = { '99.95': 100 };

/** A session whose clock is `skewMs` ahead of the venue's; each frame takes 20 ms. */
const births = (skewMs: number, hasExchangeTime: boolean) => {
  const symbols = new SymbolTable();
  const session = new WhaleSession(DEFAULT_WHALES, { venue: 'binance-usdm', market: 'simulated' }, symbols);
  session.accept(universe([instrument(SYMBOL, 1), instrument('BBBUSDT', 1)], START_MS + skewMs));
  const frame = (symbol: string, timeMs: number, walls: typeof WALL | object, stamped: boolean, id: number) => {
    const made = depthFrame({ kind: 'depth', symbolId: symbols.idOf(symbol), timeMs, lastUpdateId: id, ...plainBook({ ...walls }) });
    made.receivedTimeMs = timeMs + 20 + skewMs;
    made.hasExchangeTime = stamped;
    if (!stamped) made.exchangeTimeMs = made.receivedTimeMs;
    return made;
  };
  // The other symbol's stamps tell the venue's time.
  const inputs = [frame('BBBUSDT', START_MS, {}, true, 1), frame(SYMBOL, START_MS + 100, WALL, hasExchangeTime, 2), clock(START_MS + 200 + skewMs)];
  return inputs.flatMap((input) => [...session.accept(input)]).flatMap((finding) => (finding.kind === 'pool' ? [finding] : []));
};

describe('times are the venue\'s', () => {
  test.each([0, -1_272, 3_600_000])('a stamped frame has its own, whatever our clock says (%d ms ahead)', (skewMs) => {
    expect(births(skewMs, true)).toMatchObject([{ timeMs: START_MS + 100 }]);
  });

  test.each([0, -1_272, 3_600_000])('a frame without one has the venue\'s time at which it reached us (%d ms ahead)', (skewMs) => {
    expect(births(skewMs, false)).toMatchObject([{ timeMs: START_MS + 100 }]);
  });

  test('so the same market gives the same hashes to two clocks', () => {
    expect(births(-1_272, true)[0]?.orderHash).toBe(births(3_600_000, true)[0]?.orderHash);
  });
});
