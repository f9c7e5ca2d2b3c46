import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
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
export const MAX_ATTEMPTS = 3;
/** Three attempts of 3 s, the pauses between them included: no call takes more than 10 s. */
export const CALL_BOUND_MS = MAX_ATTEMPTS * REQUEST_TIMEOUT_MS + CONNECTION_TIMEOUT_MS;

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

type Call<Input, Output> = (input: Input) => Promise<Output>;

/**
 * One call with all its attempts, bounded. The SDK's own time-outs end with the head of an answer: a body that comes byte by byte
 * would be awaited for ever.
 */
const bounded = (settings: ClientSettings) => {
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS, maxAttempts = MAX_ATTEMPTS } = settings;
  const boundMs = requestTimeoutMs * maxAttempts + CONNECTION_TIMEOUT_MS;
  return <Input, Output>(next: Call<Input, Output>): Call<Input, Output> => (input) => {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      const error = Object.assign(new Error(`no whole answer within ${boundMs} ms`), { name: 'TimeoutError' });
      timer = setTimeout(() => { reject(error); }, boundMs);
    });
    return Promise.race([next(input), tooLate]).finally(() => { clearTimeout(timer); });
  };
};

const FIRST = { step: 'initialize', name: 'bounded', priority: 'high' } as const;

/** `useQueueUrlAsEndpoint: false`: a local queue URL names a host that only the emulator knows. */
export const makeSqsClient = (settings: ClientSettings = {}): SQSClient => {
  const client = new SQSClient({ ...common(settings), useQueueUrlAsEndpoint: false });
  client.middlewareStack.add(bounded(settings), FIRST);
  return client;
};

export const makeSnsClient = (settings: ClientSettings = {}): SNSClient => {
  const client = new SNSClient(common(settings));
  client.middlewareStack.add(bounded(settings), FIRST);
  return client;
};

export const makeDynamoClient = (settings: ClientSettings = {}): DynamoDBClient => {
  const client = new DynamoDBClient(common(settings));
  client.middlewareStack.add(bounded(settings), FIRST);
  return client;
};

export const makeSecretsClient = (settings: ClientSettings = {}): SecretsManagerClient => {
  const client = new SecretsManagerClient(common(settings));
  client.middlewareStack.add(bounded(settings), FIRST);
  return client;
};

/** A file of tens of megabytes over a slow line. */
export const UPLOAD_TIMEOUT_MS = 60_000;

/** The SDK says on the console that a stream cannot be sent again, in a form that no log reads; who uploads is told by the error. */
const silent = (): void => undefined;
const NO_LOG = { debug: silent, info: silent, warn: silent, error: silent };

/** For uploads of files as streams: one attempt, because a stream cannot be sent twice; whoever uploads begins again with a new one. */
export const makeS3Client = (settings: ClientSettings = {}): S3Client => {
  const forUploads = { requestTimeoutMs: UPLOAD_TIMEOUT_MS, maxAttempts: 1, ...settings };
  const client = new S3Client({ ...common(forUploads), logger: NO_LOG });
  client.middlewareStack.add(bounded(forUploads), FIRST);
  return client;
};

/** Tables through plain JavaScript values; fields that are undefined are left out. */
export const makeDocumentClient = (settings: ClientSettings = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(makeDynamoClient(settings), { marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true } });
