/** What the runner hands the services process as its one argument, in JSON. */
export interface ServicesSettings {
  readonly dataDir: string;
  readonly region: string;
  /** 0 lets the system choose. */
  readonly messagingPort: number;
  readonly dynamodbPort: number;
}

/** From the runner to the services process. */
export type ServicesRequest =
  | { readonly type: 'messages'; readonly id: number; readonly queueName: string }
  /** From now on, tell of each message that enters this queue. */
  | { readonly type: 'observe'; readonly queueName: string };

/** From the services process to the runner. */
export type ServicesReport =
  | { readonly type: 'ready'; readonly messagingPort: number; readonly dynamodbPort: number }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'messages'; readonly id: number; readonly bodies: readonly string[] }
  | { readonly type: 'sent'; readonly queueName: string; readonly body: string };
