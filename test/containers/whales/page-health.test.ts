import { WhalePageHealth } from '../../../containers/whales/page-health';
import type { SystemMetrics } from '../../../containers/whales/health';
import type { WhaleStatus } from '../../../core/whales/findings';

const STATUS = { pools: { observedLevels: 3, hotLevels: 2 }, counts: { resyncs: 1 } } as unknown as WhaleStatus;
const metrics = (changes: Partial<SystemMetrics> = {}): SystemMetrics => ({
  api_response_time: 0.1, websocket_latency: 0.02, memory_usage: 10, cpu_usage: 20, active_orders_count: 5, diamond_orders_per_hour: 9, failed_api_calls: 0, ...changes,
});
const more = (depthFrames: number) => ({ depthFrames, feedClients: 1 });

describe('how the whale scanner says that it is', () => {
  test('well, with its figures; a thing of the market alone is said and is no fault', () => {
    const health = new WhalePageHealth(0);
    expect(health.look(STATUS, metrics(), more(500), 5_000)).toMatchObject({ status: 'ok', reason: null, figures: { frames_per_second: 100, observed_levels: 3, hot_levels: 2, latency_ms: 20 } });
    expect(health.look(STATUS, metrics({ diamond_orders_per_hour: 1 }), more(600), 6_000)).toMatchObject({ status: 'ok', reason: 'diamond_orders_per_hour is 1: expected at least 5' });
  });

  test('S2.33: degraded by what is critical; down when nothing came for five seconds', () => {
    const health = new WhalePageHealth(0);
    expect(health.look(STATUS, metrics({ cpu_usage: 95 }), more(1), 1_000)).toMatchObject({ status: 'degraded', reason: 'cpu_usage is 95: expected at most 90' });
    expect(health.look(STATUS, metrics(), more(1), 7_000)).toMatchObject({ status: 'down', reason: 'nothing from the venue for 6 s' });
    expect(health.look(STATUS, metrics(), more(2), 8_000).status).toBe('ok');
  });
});
