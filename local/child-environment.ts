/** Where the local services listen. */
export interface ServiceEndpoints {
  /** SQS and SNS share one port. */
  readonly messaging: string;
  readonly dynamodb: string;
}

export const LOCAL_REGION = 'us-east-1';
/** The account that the SQS and SNS emulator puts into every ARN. */
export const LOCAL_ACCOUNT_ID = '000000000000';
/** The emulators check no signature; these are not secrets. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** Variables of the machine that a child needs to run at all, or to reach the internet from behind a company's proxy. */
const PASSED_THROUGH = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** What the AWS SDK of a child reads to talk to this machine instead of AWS, and nothing of the user's own AWS settings. */
export const childEnvironment = (endpoints: ServiceEndpoints): Record<string, string> => ({
  ...Object.fromEntries(PASSED_THROUGH.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  })),
  TZ: 'UTC',
  AWS_REGION: LOCAL_REGION,
  AWS_DEFAULT_REGION: LOCAL_REGION,
  AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_SQS: endpoints.messaging,
  AWS_ENDPOINT_URL_SNS: endpoints.messaging,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
});
