import { hopTimesOf } from '../../../dashboard/state/hop-times';
import { NO_LINES, takeLines } from '../../../dashboard/state/lines';
import { activityOf } from '../../../core/contracts/activity';
import { decisionEntry, deliveryEntry, pageSignal } from '../../support/page-world';

const signals = Array.from({ length: 100 }, (_, index) => pageSignal({ signal_id: `signal-${index}` }));

describe('the latency of each hop', () => {
  test('D-17: is told by median and 99th percentile over what was seen, with the worst bound of the clocks', () => {
    const decisions = signals.map((signal, index) => {
      const entry = decisionEntry(signal);
      if (entry.kind !== 'decision') throw new Error(entry.kind);
      return activityOf(1_000 + index, { ...entry, hops: [{ name: 'queued-handled', ms: index + 1, bound_ms: index === 7 ? 25 : 10 }] });
    });
    const [hop, ...others] = hopTimesOf(takeLines(NO_LINES, decisions));
    expect(others).toEqual([]);
    expect(hop).toEqual({ name: 'queued-handled', count: 100, medianMs: 50, p99Ms: 99, boundMs: 25 });
  });

  test('a message counts once it has left, from its plan on', () => {
    const [first, second] = [deliveryEntry(signals[0]!, 'email', { state: 'sent', took_ms: 120 }), deliveryEntry(signals[1]!, 'email')];
    expect(hopTimesOf(takeLines(NO_LINES, [activityOf(1, first), activityOf(2, second)]))).toEqual([{ name: 'planned-sent', count: 1, medianMs: 120, p99Ms: 120, boundMs: 0 }]);
  });

  test('of nothing is nothing', () => {
    expect(hopTimesOf(NO_LINES)).toEqual([]);
  });
});
