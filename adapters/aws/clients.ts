import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Every AWS client of the product is made here, because the SDK's defaults let a call hang for ever: `requestTimeout` alone
 * only warns. Region, endpoint (`AWS_ENDPOINT_URL_*`) and credentials come from the environment unless given.
 */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** One attempt from send to the end of the answer, ms. A long poll needs its wait time on top. */
  readonly requestTimeoutMs?: number;
  readonly maxAttempts?: number;
}

export const REQUEST_TIMEOUT_MS = 3_000;
export const CONNECTION_TIMEOUT_MS = 1_000;
/** Three attempts of 3 s and two short pauses: no call takes more than 10 s. */
export const MAX_ATTEMPTS = 3;
export const CALL_BOUND_MS = 10_000;

const common = ({ endpoint, region, credentials, requestTimeoutMs = REQUEST_TIMEOUT_MS, maxAttempts = MAX_ATTEMPTS }: ClientSettings) => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(region === undefined ? {} : { region }),
  ...(credentials === undefined ? {} : { credentials }),
  maxAttempts,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    socketTimeout: requestTimeoutMs,
  },
});

/** `useQueueUrlAsEndpoint: false`: a local queue URL names a host that only the emulator knows. */
export const makeSqsClient = (settings: ClientSettings = {}): SQSClient =>
  new SQSClient({ ...common(settings), useQueueUrlAsEndpoint: false });

export const makeSnsClient = (settings: ClientSettings = {}): SNSClient => new SNSClient(common(settings));

export const makeDynamoClient = (settings: ClientSettings = {}): DynamoDBClient => new DynamoDBClient(common(settings));

/** Tables through plain JavaScript values; fields that are undefined are left out. */
export const makeDocumentClient = (settings: ClientSettings = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(makeDynamoClient(settings), { marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true } });
