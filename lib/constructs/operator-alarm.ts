import { Alarm, ComparisonOperator, TreatMissingData, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** `high`: alerts are being lost or late now. `medium`: look at it today. */
export type Severity = 'high' | 'medium';

export type OperatorAlarmProps = {
  /** Full name of the alarm, which is also the heading of its section in docs/runbook.md. */
  readonly name: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence, for the person it wakes. */
  readonly meaning: string;
  readonly metric: Metric;
  readonly threshold: number;
  /** `above`: alarm when the metric exceeds the threshold. `below`: when it is under it. */
  readonly when: 'above' | 'below';
  /** Consecutive periods of the metric that must breach. */
  readonly periods: number;
  /** Whether no data at all is the fault itself. */
  readonly silenceBreaches: boolean;
  /** Topic that carries alarms and their recovery to the operators. */
  readonly operations: ITopic;
};

/** An alarm with a name, a severity and a runbook line, told to the operators when it starts and when it ends. */
export const addOperatorAlarm = (scope: Construct, id: string, props: OperatorAlarmProps): Alarm => {
  const alarm = new Alarm(scope, id, {
    alarmName: props.name,
    alarmDescription: `${props.severity.toUpperCase()}: ${props.meaning} Runbook: docs/runbook.md#${props.name}`,
    metric: props.metric,
    threshold: props.threshold,
    comparisonOperator: props.when === 'above' ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: props.periods,
    treatMissingData: props.silenceBreaches ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(props.operations);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
};
