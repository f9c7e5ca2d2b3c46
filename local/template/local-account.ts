/** The one account and region that a local run pretends to be. The account is the one that the SQS and SNS emulator uses. */
export interface LocalAccount {
  readonly accountId: string;
  readonly region: string;
  /** Root of the queue URLs, e.g. `http://127.0.0.1:40123`. */
  readonly sqsEndpoint: string;
  /** Where the HTTP API and the page are served, e.g. `http://127.0.0.1:8470`. */
  readonly httpEndpoint: string;
}
