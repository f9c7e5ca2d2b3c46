/** What CloudWatch counts (S1.39): name and unit of every metric that this product emits. */
export const METRIC_UNITS = {
  TickersReceived: 'Count',
  TradesReceived: 'Count',
  OpportunitiesPublished: 'Count',
  ActiveSymbols: 'Count',
  WebSocketConnects: 'Count',
  WebSocketReconnects: 'Count',
  OpportunitiesDropped: 'Count',
  AftermathsDropped: 'Count',
  SpoolDepth: 'Count',
  SpoolAgeMs: 'Milliseconds',
  /** Of what the scanner asked for since the metric before, the part that it saw (D-11). */
  CoveragePct: 'Percent',
  /** Frames of the market sweep, and large levels that are followed, hot, and become diamonds (S2.33). */
  DepthFrames: 'Count',
  WhaleLevels: 'Count',
  WhaleHotLevels: 'Count',
  WhaleDiamonds: 'Count',
  /** Books that were dropped at a gap and built anew. */
  BookResyncs: 'Count',
  /** Stream tasks on the internal feed. */
  FeedClients: 'Count',
  /** Of one stream task: clients, messages that newer ones replaced, clients that were cut, and since when the feed is silent. */
  StreamClients: 'Count',
  StreamDropped: 'Count',
  StreamCut: 'Count',
  StreamFeedAgeMs: 'Milliseconds',
  SignalsAccepted: 'Count',
  SignalsRejected: 'Count',
  /** Alerts by user: to be sent at once, or kept back. */
  AlertsPlanned: 'Count',
  AlertsHeld: 'Count',
  /** Messages by user and channel. */
  DeliveriesSent: 'Count',
  DeliveriesRetried: 'Count',
  DeliveriesFailed: 'Count',
  /** Synthetic opportunities that arrived as alerts, and how long they took. */
  CanaryArrived: 'Count',
  CanaryMs: 'Milliseconds',
  /** The month's money for SMS has gone down to a fifth. */
  SmsSpendAlarms: 'Count',
  OutcomesCounted: 'Count',
  LossWarnings: 'Count',
} as const;
export type MetricName = keyof typeof METRIC_UNITS;
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

export const METRICS_NAMESPACE = 'Tapewatch';

export interface MetricsOutput {
  readonly nowMs?: () => number;
  /** Gets one line without its line end; default: standard output. */
  readonly write?: (line: string) => void;
}

/**
 * Prints one line in CloudWatch embedded metric format, which CloudWatch Logs turns into metrics without an agent.
 * Values that are not finite are left out; with nothing left no line is printed.
 * Format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emitMetrics = (dimensions: Readonly<Record<string, string>>, metrics: MetricValues, output: MetricsOutput = {}): void => {
  const { nowMs = Date.now, write = (line: string) => void process.stdout.write(`${line}\n`) } = output;
  const values = Object.entries(metrics).filter(([, value]) => Number.isFinite(value)) as [MetricName, number][];
  if (values.length === 0) return;
  const directive = {
    Namespace: METRICS_NAMESPACE,
    Dimensions: [Object.keys(dimensions)],
    Metrics: values.map(([Name]) => ({ Name, Unit: METRIC_UNITS[Name] })),
  };
  write(JSON.stringify({ _aws: { Timestamp: nowMs(), CloudWatchMetrics: [directive] }, ...dimensions, ...Object.fromEntries(values) }));
};
