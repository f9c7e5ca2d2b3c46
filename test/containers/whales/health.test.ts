import { HEALTH_THRESHOLDS, healthOf, type MetricField, type SystemMetrics } from '../../../containers/whales/health';

const GOOD: SystemMetrics = {
  api_response_time: 0.2, websocket_latency: 0.03, memory_usage: 30, cpu_usage: 20, active_orders_count: 120, diamond_orders_per_hour: 7, failed_api_calls: 0,
};

describe('S2.33: the health check', () => {
  test('everything within its bounds is ok, the bounds themselves included', () => {
    expect(healthOf(GOOD)).toEqual({ level: 'ok', findings: [] });
    const onBounds = Object.fromEntries((Object.keys(HEALTH_THRESHOLDS) as MetricField[]).map((metric) => [metric, HEALTH_THRESHOLDS[metric].most ?? HEALTH_THRESHOLDS[metric].least]));
    expect(healthOf(onBounds as unknown as SystemMetrics).level).toBe('ok');
  });

  test.each<[MetricField, number, number]>([
    ['api_response_time', 2.01, 2], ['memory_usage', 80.1, 80], ['cpu_usage', 90.5, 90], ['failed_api_calls', 11, 10],
  ])('%s of %d is critical', (metric, value, threshold) => {
    expect(healthOf({ ...GOOD, [metric]: value })).toMatchObject({ level: 'critical', findings: [{ metric, value, threshold }] });
  });

  test.each<[MetricField, number]>([['websocket_latency', 0.11], ['active_orders_count', 0], ['active_orders_count', 10_001], ['diamond_orders_per_hour', 4]])(
    'C2.25: %s of %d only warns, because the market makes it', (metric, value) => {
      expect(healthOf({ ...GOOD, [metric]: value })).toMatchObject({ level: 'warning', findings: [{ metric }] });
    });

  test('what was not measured is neither good nor bad', () => {
    expect(healthOf({ ...GOOD, diamond_orders_per_hour: undefined, api_response_time: undefined, memory_usage: undefined })).toEqual({ level: 'ok', findings: [] });
  });

  test('a finding says metric, value and expectation', () => {
    expect(healthOf({ ...GOOD, failed_api_calls: 12 }).findings[0]!.text).toBe('failed_api_calls is 12: expected at most 10');
  });
});
