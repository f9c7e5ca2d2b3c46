import { readClosedBars } from '../../../adapters/exchanges/bybit/bars';
import { makeMarket } from '../../../simulator/market/market';
import { answerRest } from '../../../simulator/venue/rest';
import { VenueCore } from '../../../simulator/venue/venue-core';

const START_MS = Date.UTC(2026, 0, 5, 12);
const SECOND_MS = 1_000;

test('a minute that the clock has passed and the market has not is not told as closed', () => {
  let nowMs = START_MS;
  const market = makeMarket({ seed: 1, symbolCount: 3, startTimeMs: START_MS, plants: false });
  const core = new VenueCore(market, { nowMs: () => nowMs }, 20, START_MS, 0);
  const closedMinutes = () => {
    const { body } = answerRest(core, '/v5/market/kline', new URLSearchParams({ category: 'linear', symbol: 'BTCUSDT', interval: '1', limit: '3' }));
    const { result, time } = JSON.parse(String(body)) as { readonly result: { readonly list: readonly unknown[] }; readonly time: number };
    return readClosedBars(result.list, time);
  };
  const runTo = (timeMs: number): void => {
    nowMs = timeMs;
    while (core.reachedMs < timeMs) core.round();
  };

  runTo(START_MS + 55 * SECOND_MS);
  nowMs = START_MS + 61 * SECOND_MS;
  expect(closedMinutes().filter(({ startTimeMs }) => startTimeMs >= START_MS)).toEqual([]);
  runTo(nowMs);
  expect(closedMinutes().at(-1)).toMatchObject({ startTimeMs: START_MS });
});
