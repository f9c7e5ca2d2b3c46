import { makeMetrics } from '../../../containers/stream/metrics';
import { StreamHub } from '../../../containers/stream/stream-hub';
import { StreamTally } from '../../../containers/stream/stream-tally';

describe('the stream\'s metrics', () => {
  test('are counts since the last time, and no age where the feed was never heard', () => {
    const lines: Record<string, unknown>[] = [];
    const tally = new StreamTally();
    let ageMs: number | null = null;
    const emit = makeMetrics({ hub: new StreamHub(() => ({ elapsedMs: 0, timeMs: 0 })), tally, feedAgeMs: () => ageMs, write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } });
    tally.countCut('too slow');
    tally.countCut('bad message');
    emit();
    ageMs = 40;
    emit();
    expect(lines).toMatchObject([{ Service: 'stream', StreamClients: 0, StreamCut: 2, StreamDropped: 0 }, { StreamCut: 0, StreamFeedAgeMs: 40 }]);
    expect(lines[0]).not.toHaveProperty('StreamFeedAgeMs');
  });
});
