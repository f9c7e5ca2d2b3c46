import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** As a service prints it in embedded metric format (S1.39), summed up per period. */
export const serviceMetric = (service: string, metricName: string, period: Duration): Metric =>
  new Metric({ namespace: 'Tapewatch', dimensionsMap: { Service: service }, metricName, statistic: 'Sum', period });
