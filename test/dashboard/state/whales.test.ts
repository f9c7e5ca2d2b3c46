import { gradedLevels, GONE_CAPACITY, LEVEL_CAPACITY, NO_WHALES, takeWhaleMessage, type Whales } from '../../../dashboard/state/whales';
import type { WhaleStreamMessage } from '../../../core/contracts/whale-stream';
import { whaleSnapshot } from '../../support/page-world';
import { whaleOrder } from '../../support/whale-order';

const HEAD = { ...whaleSnapshot(), sequence: 8 };
const told = (number: number, usdValue = 1_000): WhaleStreamMessage => ({ ...HEAD, type: 'order', trigger: 'new_hot', order: whaleOrder({ number, usdValue }) });
const removed = (number: number): WhaleStreamMessage => ({ ...HEAD, type: 'removed', trigger: 'left_hot', removed_time_ms: 0, order: whaleOrder({ number }) });
const after = (...messages: WhaleStreamMessage[]): Whales => messages.reduce(takeWhaleMessage, NO_WHALES);

describe('large levels on the page', () => {
  test('a snapshot is all there is', () => {
    expect([...after(told(99), whaleSnapshot()).levels.keys()].length).toBe(4);
  });

  test('by grade, then by value', () => {
    expect(gradedLevels(after(whaleSnapshot())).map(({ usd_value }) => usd_value)).toEqual([4_120_000, 2_350_000, 880_000, 96_000]);
  });

  test('one that left is kept apart, once, and the last few alone', () => {
    const whales = after(told(1), removed(1), removed(1), ...Array.from({ length: GONE_CAPACITY + 5 }, (_, index) => removed(100 + index)));
    expect(whales.levels.size).toBe(0);
    expect(whales.gone.length).toBe(GONE_CAPACITY);
    expect(after(told(1), removed(1), removed(1)).gone.length).toBe(1);
  });

  test('of too many, those with the most value stay', () => {
    const orders = Array.from({ length: LEVEL_CAPACITY + 50 }, (_, index) => whaleOrder({ number: index + 1, usdValue: index }));
    const { levels } = after({ ...HEAD, type: 'snapshot', orders });
    expect([levels.size, Math.min(...[...levels.values()].map(({ usd_value }) => usd_value))]).toEqual([LEVEL_CAPACITY, 50]);
  });
});
