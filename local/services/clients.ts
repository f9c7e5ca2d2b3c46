import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makeDocumentClient, makeDynamoClient, makeSnsClient, makeSqsClient } from '../../adapters/aws/clients';
import { LOCAL_CREDENTIALS, LOCAL_REGION, type ServiceEndpoints } from '../child-environment';

/** The runner's own clients to the services that it started. */
export interface LocalClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  destroy(): void;
}

/** A long poll of 20 s must not look like a hanging call; scans of big tables take their time as well. */
const REQUEST_TIMEOUT_MS = 30_000;

export const createLocalClients = (endpoints: ServiceEndpoints): LocalClients => {
  const common = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, requestTimeoutMs: REQUEST_TIMEOUT_MS };
  const sqs = makeSqsClient({ ...common, endpoint: endpoints.messaging });
  const sns = makeSnsClient({ ...common, endpoint: endpoints.messaging });
  const dynamodb = makeDynamoClient({ ...common, endpoint: endpoints.dynamodb });
  return { sqs, sns, dynamodb, destroy: () => { for (const client of [sqs, sns, dynamodb]) client.destroy(); } };
};

/** For whoever only needs tables of a run, by the address of its database. */
export const makeLocalDocumentClient = (endpoint: string): DynamoDBDocumentClient =>
  makeDocumentClient({ region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint });
