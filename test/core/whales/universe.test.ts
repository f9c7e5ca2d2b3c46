import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { sweptSymbols } from '../../../core/whales/universe';
import { instrument } from '../../support/whale-bench';

const NOBODY: ReadonlySet<string> = new Set();
const settings = (topCoinsLimit: number, rankMargin = 0) => ({ ...DEFAULT_WHALES, topCoinsLimit, rankMargin });

describe('the swept symbols', () => {
  test('S2.2: the first 250 by traded value', () => {
    const listed = Array.from({ length: 300 }, (_, index) => instrument(`C${index}USDT`, 1_000 + index));
    const swept = sweptSymbols(listed, NOBODY, DEFAULT_WHALES);
    expect([swept.length, swept[0], swept[249]]).toEqual([250, 'C299USDT', 'C50USDT']);
  });

  test('S2.3, C2.7: stable base assets are dropped, and the quote asset stays', () => {
    const listed = ['BTC', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'ETH'].map((base, index) => instrument(`${base}USDT`, 100 - index));
    expect(sweptSymbols(listed, NOBODY, DEFAULT_WHALES)).toEqual(['BTCUSDT', 'ETHUSDT']);
  });

  test('C2.7: the suffixes taken literally would leave no symbol at all', () => {
    const listed = ['BTCUSDT', 'ETHUSDT', 'USDCUSDT', 'SOLUSDT'];
    const suffixes = ['USDT', 'BUSD', 'USDC', 'FDUSD'];
    expect(listed.filter((symbol) => !suffixes.some((suffix) => symbol.endsWith(suffix)))).toEqual([]);
    expect(sweptSymbols(listed.map((symbol) => instrument(symbol, 1)), NOBODY, DEFAULT_WHALES)).toHaveLength(3);
  });

  test('another quote asset, or a name that no message may carry, is left out', () => {
    expect(sweptSymbols([instrument('ETHBTC', 9, { quoteCoin: 'BTC' }), instrument('币安USDT', 8), instrument('BTCUSDT', 1)], NOBODY, DEFAULT_WHALES)).toEqual(['BTCUSDT']);
  });

  test('membership does not flap: a newcomer must be better by the margin', () => {
    const listed = ['A', 'B', 'C', 'D', 'E'].map((base, index) => instrument(`${base}USDT`, 100 - index));
    expect(sweptSymbols(listed, new Set(['CUSDT']), settings(2, 1))).toEqual(['AUSDT', 'BUSDT']);
    expect(sweptSymbols(listed, new Set(['CUSDT']), settings(2, 2))).toEqual(['AUSDT', 'CUSDT']);
    expect(sweptSymbols(listed, new Set(['EUSDT']), settings(2, 2))).toEqual(['AUSDT', 'BUSDT']);
  });
});
