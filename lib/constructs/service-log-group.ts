import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config';

/** A log group under a fixed name, so that the commands of the runbook can be typed as they stand. */
export const makeLogGroup = (scope: Construct, id: string, logGroupName: string, config: StageConfig): LogGroup => {
  const retention: RetentionDays = config.logRetentionDays;
  return new LogGroup(scope, id, {
    logGroupName, retention, removalPolicy: config.keepLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
};
