/** What the machine and the feed look like, over the last minute where not said otherwise; undefined where nothing was measured. */
export interface SystemMetrics {
  /** Slowest REST answer, seconds. */
  readonly api_response_time: number | undefined;
  /** Median of receive time minus venue time of market data, seconds: delivery plus the difference of the clocks. */
  readonly websocket_latency: number | undefined;
  /** Per cent of the memory that the process may have, and of one processor. */
  readonly memory_usage: number | undefined;
  readonly cpu_usage: number | undefined;
  /** Large levels that are followed. */
  readonly active_orders_count: number;
  /** Levels that became diamonds in the last hour of market time; undefined in the first hour. */
  readonly diamond_orders_per_hour: number | undefined;
  readonly failed_api_calls: number;
}

export type MetricField = keyof SystemMetrics;
export type HealthLevel = 'ok' | 'warning' | 'critical';

export interface HealthFinding {
  readonly metric: MetricField;
  readonly level: Exclude<HealthLevel, 'ok'>;
  readonly value: number;
  readonly threshold: number;
  readonly text: string;
}

interface Threshold {
  readonly least?: number;
  readonly most?: number;
  readonly level: HealthFinding['level'];
}

/**
 * The source's thresholds (S2.33). Few diamonds and no level at all depend on the market, so they warn and never restart anything
 * (C2.25); figures of this process and its venue are critical.
 */
export const HEALTH_THRESHOLDS: Readonly<Record<MetricField, Threshold>> = {
  api_response_time: { most: 2.0, level: 'critical' },
  websocket_latency: { most: 0.1, level: 'warning' },
  memory_usage: { most: 80, level: 'critical' },
  cpu_usage: { most: 90, level: 'critical' },
  active_orders_count: { least: 1, most: 10_000, level: 'warning' },
  diamond_orders_per_hour: { least: 5, level: 'warning' },
  failed_api_calls: { most: 10, level: 'critical' },
};

const findingsOf = (metric: MetricField, value: number): HealthFinding[] => {
  const { least, most, level } = HEALTH_THRESHOLDS[metric];
  const said = (threshold: number, relation: string): HealthFinding =>
    ({ metric, level, value, threshold, text: `${metric} is ${Number(value.toPrecision(4))}: expected ${relation} ${threshold}` });
  if (least !== undefined && value < least) return [said(least, 'at least')];
  return most !== undefined && value > most ? [said(most, 'at most')] : [];
};

/** What is out of bounds, in the order of the thresholds; a figure that was not measured is neither good nor bad. */
export const healthOf = (metrics: SystemMetrics): { readonly level: HealthLevel; readonly findings: readonly HealthFinding[] } => {
  const findings = (Object.keys(HEALTH_THRESHOLDS) as MetricField[]).flatMap((metric) => {
    const value = metrics[metric];
    return value === undefined ? [] : findingsOf(metric, value);
  });
  const levels = new Set(findings.map(({ level }) => level));
  return { level: levels.has('critical') ? 'critical' : levels.has('warning') ? 'warning' : 'ok', findings };
};
