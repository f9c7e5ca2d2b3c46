import { readFileSync } from 'node:fs';
import { METRICS_NAMESPACE, METRIC_UNITS, type MetricName } from '../../adapters/metrics';
import { makeMetrics } from '../../containers/scanner/metrics';
import { coverageFigure } from '../../core/market/coverage-report';
import { STAGES } from '../../lib/config';
import { repositoryPath } from '../../lib/repository-path';
import { STACKS, resourcesOf, targetOf, templatesOf } from './synthesized';

const runbookSections = (): readonly string[] =>
  [...readFileSync(repositoryPath('docs', 'runbook.md'), 'utf8').matchAll(/^#+ (tapewatch-[a-z-]+)$/gm)].map(([, name]) => name!);

describe.each(STAGES)('alarms (%s)', (stage) => {
  const all = () => templatesOf(stage);
  const alarms = () => STACKS.flatMap((stack) => resourcesOf(all()[stack], 'AWS::CloudWatch::Alarm').map(({ Properties }) => ({ stack, ...Properties })) as
    { stack: (typeof STACKS)[number]; AlarmName: string; AlarmDescription: string; TreatMissingData: string; AlarmActions: unknown[]; OKActions: unknown[] }[]);

  it('are one for each way to lose or delay an alert', () => {
    expect(alarms().map(({ AlarmName }) => AlarmName).sort()).toEqual([
      'tapewatch-alerts-undelivered', 'tapewatch-api-errors', 'tapewatch-canary-lost', 'tapewatch-deliveries-failed', 'tapewatch-delivery-errors', 'tapewatch-delivery-queue-dead-letters',
      'tapewatch-delivery-queue-late', 'tapewatch-finder-errors', 'tapewatch-http-errors', 'tapewatch-losses-in-a-row', 'tapewatch-notification-errors',
      'tapewatch-notification-queue-dead-letters', 'tapewatch-notification-queue-late', 'tapewatch-opportunities-dropped',
      'tapewatch-opportunity-queue-dead-letters', 'tapewatch-opportunity-queue-late', 'tapewatch-performance-errors',
      'tapewatch-performance-queue-dead-letters', 'tapewatch-performance-queue-late', 'tapewatch-scanner-blind', 'tapewatch-scanner-silent',
      'tapewatch-schedule-errors', 'tapewatch-sms-money-short', 'tapewatch-stream-stale', 'tapewatch-whales-dropped', 'tapewatch-whales-silent',
    ]);
  });

  it('each say how bad it is, what it means and where the runbook continues, and tell the operators of start and end', () => {
    for (const { stack, AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms()) {
      expect(AlarmDescription).toMatch(/^(HIGH|MEDIUM): .+\. Runbook: docs\/runbook\.md#/);
      expect(AlarmDescription.endsWith(`#${AlarmName}`)).toBe(true);
      for (const action of [...AlarmActions, ...OKActions]) expect(targetOf(all(), stack, action)).toBe('Signals/Operations/Topic');
    }
  });

  it('have one section of the runbook each, and the runbook has no other', () => {
    const chosen = resourcesOf(templatesOf(stage, { smsReceipts: true }).Signals, 'AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties['AlarmName']));
    expect([...runbookSections()].sort()).toEqual([...new Set([...alarms().map(({ AlarmName }) => AlarmName), ...chosen])].sort());
  });

  it('take silence for a fault from what watches and streams, and for an empty queue from the rest', () => {
    const breaching = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'breaching').map(({ AlarmName }) => AlarmName);
    expect(breaching.sort()).toEqual(['tapewatch-canary-lost', 'tapewatch-scanner-blind', 'tapewatch-scanner-silent', 'tapewatch-stream-stale', 'tapewatch-whales-silent']);
    expect(alarms().every(({ TreatMissingData }) => ['breaching', 'notBreaching'].includes(TreatMissingData))).toBe(true);
  });

  it('S1.39: watch the very metrics that the scanner prints', () => {
    const lines: string[] = [];
    makeMetrics((line) => lines.push(line)).emit({
      tickers: 5, trades: 0, opportunities: 0, activeSymbols: 0, allSymbols: 0, suppressed: 0, lateTrades: 0, duplicateTrades: 0,
      coverage: { total: coverageFigure(0, 0) },
    } as unknown as Parameters<ReturnType<typeof makeMetrics>['emit']>[0], { opportunities: undefined, aftermaths: undefined });
    const { _aws, ...printed } = JSON.parse(lines[0]!) as Record<string, unknown>
      & { _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] } };
    const [directive] = _aws.CloudWatchMetrics;
    const watched = resourcesOf(all().Scanner, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
      .filter(({ Dimensions }) => (Dimensions as { Value: string }[]).some(({ Value }) => Value === 'scanner'));
    expect(watched.length).toBeGreaterThan(0);
    for (const { Namespace, MetricName, Dimensions } of watched) {
      expect(Namespace).toBe(directive!.Namespace);
      expect(directive!.Metrics.map(({ Name }) => Name)).toContain(MetricName);
      expect(directive!.Dimensions).toEqual([(Dimensions as { Name: string }[]).map(({ Name }) => Name)]);
      for (const { Name, Value } of Dimensions as { Name: string; Value: string }[]) expect(printed[Name]).toBe(Value);
    }
  });

  it('watch only metrics that the product has, each in the unit of its threshold', () => {
    const own = alarms().map((alarm) => alarm as unknown as { Namespace: string; MetricName: string; AlarmName: string; Threshold: number })
      .filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);
    expect(own.length).toBeGreaterThan(5);
    for (const { MetricName, Threshold } of own) {
      const unit = METRIC_UNITS[MetricName as MetricName];
      expect(unit).toBe(MetricName.endsWith('Ms') ? 'Milliseconds' : 'Count');
      if (unit === 'Milliseconds') expect(Threshold).toBeGreaterThanOrEqual(1_000);
    }
  });
});
