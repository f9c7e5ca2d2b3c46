import { ScannerHealth } from '../../../containers/scanner/health';
import type { ScannerCounts } from '../../../containers/scanner/scanner';
import type { SenderStats } from '../../../adapters/aws/queue-sender';

const counts = (messages: number, blindMs = 0, activeSymbols = 50): ScannerCounts => ({
  tickers: messages, trades: 0, activeSymbols, opportunities: 3,
  coverage: { total: { subscribedMs: messages, blindMs, fraction: undefined }, byStream: {}, blindMsByCause: { 'stale': blindMs } },
} as unknown as ScannerCounts);
const sender = (oldestAgeMs: number): SenderStats => ({ waiting: 1, oldestAgeMs } as unknown as SenderStats);

describe('how the scanner says that it is', () => {
  test('well, while messages come and are seen', () => {
    const health = new ScannerHealth(0);
    health.look(counts(1_000), undefined, 0);
    expect(health.look(counts(6_000), undefined, 5_000)).toMatchObject({ status: 'ok', reason: null, figures: { messages_per_second: 1_000, seen_fraction: 1, active_symbols: 50 } });
  });

  test('S1.46: down when nothing came from the venue for five seconds, and well again with the next message', () => {
    const health = new ScannerHealth(0);
    health.look(counts(1_000), undefined, 0);
    expect(health.look(counts(1_000), undefined, 4_000).status).toBe('ok');
    expect(health.look(counts(1_000), undefined, 7_000)).toMatchObject({ status: 'down', reason: 'nothing from the venue for 7 s' });
    expect(health.look(counts(1_001), undefined, 8_000).status).toBe('ok');
  });

  test('D-11: degraded when more than a tenth of what is watched was not seen in the last ten seconds', () => {
    const health = new ScannerHealth(0);
    health.look(counts(1_000), undefined, 0);
    expect(health.look(counts(2_000, 200), undefined, 5_000)).toMatchObject({ status: 'degraded', reason: 'blind to 20 % of what is watched', figures: { blind_stale_stream_seconds: 0.2 } });
    expect(health.look(counts(3_000, 200), undefined, 8_000)).toMatchObject({ status: 'ok' });
    for (let second = 9; second <= 18; second += 1) health.look(counts(second * 1_000, 200), undefined, second * 1_000);
    expect(health.look(counts(19_000, 200), undefined, 19_000).figures['seen_fraction']).toBe(1);
  });

  test('degraded while nothing is watched, and while opportunities wait for the queue', () => {
    const health = new ScannerHealth(0);
    expect(health.look(counts(10, 0, 0), undefined, 0)).toMatchObject({ status: 'degraded', reason: 'no symbol is watched yet' });
    expect(health.look(counts(20), sender(6_000), 1_000)).toMatchObject({ status: 'degraded', reason: 'opportunities wait 6 s for the queue' });
  });
});
