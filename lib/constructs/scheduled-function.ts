import { Rule, RuleTargetInput, type Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { LambdaFunction, type LambdaFunctionProps } from './lambda-function';

export type ScheduledJob = {
  readonly schedule: Schedule;
  /** What the function is handed; `EventField.time` in it becomes the scheduled time. */
  readonly input: object;
};

export type ScheduledFunctionProps = LambdaFunctionProps & {
  /** Construct id of the rule, then when and with what it calls. */
  readonly jobs: Readonly<Record<string, ScheduledJob>>;
};

/** A function that rules of EventBridge call by the clock, at least once each time and not more than a minute late. */
export class ScheduledFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id, props);
    for (const [name, { schedule, input }] of Object.entries(props.jobs)) {
      new Rule(this, name, {
        description: `Tapewatch ${props.name}: ${name}`,
        schedule,
        targets: [new LambdaTarget(this.function, { event: RuleTargetInput.fromObject(input) })],
      });
    }
  }
}
