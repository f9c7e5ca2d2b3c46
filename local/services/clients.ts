import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_CREDENTIALS, LOCAL_REGION, type ServiceEndpoints } from '../child-environment';

/** The runner's own clients to the services that it started. */
export interface LocalClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  destroy(): void;
}

export const createLocalClients = (endpoints: ServiceEndpoints): LocalClients => {
  const common = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, maxAttempts: 3 };
  const sqs = new SQSClient({ ...common, endpoint: endpoints.messaging });
  const sns = new SNSClient({ ...common, endpoint: endpoints.messaging });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb });
  return { sqs, sns, dynamodb, destroy: () => { for (const client of [sqs, sns, dynamodb]) client.destroy(); } };
};
