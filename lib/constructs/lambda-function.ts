import { CfnOutput, Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as AwsFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SOURCE_MAP_ENVIRONMENT } from '../bundling';
import type { StageConfig } from '../config';
import { functionCode } from '../function-code';
import { addOperatorAlarm, type Severity } from './operator-alarm';
import { makeLogGroup } from './service-log-group';

export type LambdaFunctionProps = {
  /** Folder under lambdas/, and the name in logs and alarms. */
  readonly name: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Values by the names of the function's env.ts. */
  readonly environment: Record<string, string>;
  readonly severity: Severity;
  readonly operations: ITopic;
  readonly config: StageConfig;
};

/** A function of its own role, which may write its log and do nothing that was not granted to it, and an alarm on its crashes. */
export class LambdaFunction extends Construct {
  readonly role: Role;
  readonly function: AwsFunction;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const logGroup = makeLogGroup(this, 'Logs', `/tapewatch/${props.name}`, props.config);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Tapewatch ${props.name}: what it is called by, its records, its log group`,
    });
    this.role.addToPolicy(new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn],
    }));
    this.function = new AwsFunction(this, 'Function', {
      description: props.description,
      code: functionCode(props.name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      environment: { ...SOURCE_MAP_ENVIRONMENT, ...props.environment },
    });
    new CfnOutput(this, 'Name', { value: this.function.functionName });
    addOperatorAlarm(this, 'ErrorsAlarm', {
      name: `tapewatch-${props.name}-errors`, severity: props.severity, operations: props.operations,
      meaning: `the ${props.name} function crashed or ran out of time in the last five minutes.`,
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
    });
  }
}
