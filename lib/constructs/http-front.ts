import { CfnOutput, Duration } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpNoneAuthorizer, LogGroupLogDestination, type CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { addOperatorAlarm } from './operator-alarm';
import { makeLogGroup } from './service-log-group';

export type HttpFrontProps = {
  readonly handler: IFunction;
  readonly operations: ITopic;
  readonly config: StageConfig;
};

/** Requests per second that all callers together may make, and how many at one moment: what a flood may cost, and what a guess at a token may try. */
const RATE_PER_SECOND = 20;
const BURST = 40;
const PATHS = ['/api/{proxy+}', '/l/{proxy+}'];

/**
 * What people and the page ask by HTTPS: JSON below `/api`, pages of one-tap links below `/l`. The function behind it asks for the token
 * itself, since links carry their own signature and need none.
 */
export class HttpFront extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { handler, operations, config }: HttpFrontProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { createDefaultStage: false, description: 'Tapewatch: the page and one-tap links' });
    const integration = new HttpLambdaIntegration('Handler', handler);
    const authorizer = new HttpNoneAuthorizer();
    for (const path of PATHS) this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration, authorizer });
    this.addStage(config);
    // The function answers for itself when a table does not: it neither crashes nor runs out of time, and only this tells.
    addOperatorAlarm(this, 'ErrorsAlarm', {
      name: 'tapewatch-http-errors', severity: 'medium', operations, meaning: 'more than ten requests of the page or of links in messages got a server error in five minutes.',
      metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }), threshold: 10, when: 'above', periods: 1, silenceBreaches: false,
    });
    new CfnOutput(this, 'Url', { value: this.url });
  }

  /** Of the stage that answers without a path of its own. */
  get url(): string {
    return this.api.apiEndpoint;
  }

  /** The name of the host alone. */
  get host(): string {
    return `${this.api.apiId}.execute-api.${this.api.stack.region}.${this.api.stack.urlSuffix}`;
  }

  /** The access log names route and status, never the path: a link's path is its secret. */
  private addStage(config: StageConfig): void {
    const stage = this.api.addStage('Stage', {
      stageName: '$default', autoDeploy: true, throttle: { rateLimit: RATE_PER_SECOND, burstLimit: BURST },
      accessLogSettings: { destination: new LogGroupLogDestination(makeLogGroup(this, 'AccessLog', '/tapewatch/http', config)) },
    });
    const defaults = stage.node.defaultChild as CfnStage;
    defaults.addPropertyOverride('AccessLogSettings.Format', JSON.stringify({
      request_id: '$context.requestId', route: '$context.routeKey', status: '$context.status', latency_ms: '$context.responseLatency', error: '$context.error.message',
    }));
  }
}
