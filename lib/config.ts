/** Stages that can be synthesized; one stage lives in one account and region, because queues and log groups have fixed names. */
export const STAGES = ['dev', 'prod'] as const;
export type Stage = (typeof STAGES)[number];

/** Stage used when the context names none. */
export const DEFAULT_STAGE: Stage = 'dev';

/** Everything in which two stages may differ. What is not here is the same everywhere. */
export type StageConfig = {
  readonly stage: Stage;
  /**
   * Keys of our own (rotated yearly, about 1 USD a month each, every use in CloudTrail) instead of the free keys that
   * SQS and DynamoDB manage. The messages are public market data and opinions on it, so dev does without.
   */
  readonly customerManagedKeys: boolean;
  /** Tables refuse deletion until the flag is taken off; the state stack refuses to be deleted. */
  readonly deletionProtection: boolean;
  readonly logRetentionDays: 14 | 90;
  /** Log groups stay when their stack goes. */
  readonly keepLogs: boolean;
  /** Per-task metrics beyond our own; billed per metric, and one task's silence alarm already covers its death. */
  readonly containerInsights: boolean;
  /** Rejected connections only: nothing may connect to the scanner, so each line is a probe or a mistake. */
  readonly vpcFlowLogs: boolean;
  /** Limits of the default user, who is there while nobody was added: alerts a local day, and in any 60 minutes (C1.11). */
  readonly alertsPerDay: number;
  readonly alertsPerHour: number;
  readonly sms: SmsConfig;
  /** Whether SMS become `delivered` or `failed` by what the carrier says. Sets how SNS logs every SMS of the account and region. */
  readonly smsReceipts: boolean;
  /** Everything that the scanner receives, to a bucket of its own, kept for 30 days: replay and evidence. Costs storage and CPU. */
  readonly recordings: boolean;
  readonly scanner: ScannerConfig;
  /** Absent: large book levels are not watched, and there is nothing to stream. */
  readonly whales: WhalesConfig | undefined;
  /** Absent: large book levels are found and alerted, but not streamed. */
  readonly stream: StreamConfig | undefined;
};

/** Money for SMS, USD. */
export type SmsConfig = {
  /** In a month. SNS's own quota of an account is 1 USD until it is raised, and stops without a word. */
  readonly monthlyUsd: number;
  /** Of one segment, by which the month's money is counted: at least the dearest country's that is sent to. */
  readonly segmentUsd: number;
};

/** What a Fargate task gets. */
export type TaskSize = {
  /** CPU units: 256 is a quarter of a virtual CPU. */
  readonly cpu: 256 | 512;
  readonly memoryMiB: 512 | 1024;
};

/** Names of the radar's sets of thresholds. */
export const PRESETS = ['default', 'more', 'precise'] as const;

export type ScannerConfig = TaskSize & {
  readonly preset: (typeof PRESETS)[number];
  /** Thresholds that override the preset's, by the names of the scanner's environment variables. */
  readonly radar: Readonly<Record<string, number | string>>;
  readonly bybitWsUrl: string;
  readonly bybitRestUrl: string;
};

export type WhalesConfig = TaskSize & {
  readonly market: 'spot' | 'usdm';
  /** Thresholds that override the defaults, by the names of the whale scanner's environment variables. */
  readonly rules: Readonly<Record<string, number | string>>;
};

/** Most stream tasks at once, whatever the load: what a flood of viewers may cost. */
export const MAX_STREAM_TASKS = 20;

export type StreamConfig = TaskSize & {
  /** Least number of tasks; under load there may be four times as many, up to {@link MAX_STREAM_TASKS}. */
  readonly tasks: number;
  /** Absent: nothing secret may cross the internet in plain text, so the stream is reachable inside its own network only. */
  readonly front: StreamFront | undefined;
  /** Web pages that may connect, as exact origins; clients that are no browser need none. */
  readonly allowedOrigins: readonly string[];
};

/** Under which name, with which certificate of the region's certificate manager, the stream faces the internet. */
export type StreamFront = { readonly certificateArn: string; readonly domainName: string };

const SCANNER: ScannerConfig = {
  cpu: 512,
  memoryMiB: 1024,
  preset: 'default',
  radar: {},
  bybitWsUrl: 'wss://stream.bybit.com/v5/public/linear',
  bybitRestUrl: 'https://api.bybit.com',
};

const WHALES: WhalesConfig = { cpu: 512, memoryMiB: 1024, market: 'spot', rules: {} };
const STREAM: StreamConfig = { cpu: 512, memoryMiB: 1024, tasks: 1, front: undefined, allowedOrigins: [] };

const SMS: SmsConfig = { monthlyUsd: 1, segmentUsd: 0.05 };

const CONFIGS: Readonly<Record<Stage, StageConfig>> = {
  dev: {
    stage: 'dev', customerManagedKeys: false, deletionProtection: false, logRetentionDays: 14, keepLogs: false,
    containerInsights: false, vpcFlowLogs: false, alertsPerDay: 12, alertsPerHour: 4, sms: SMS, smsReceipts: false, recordings: false, scanner: SCANNER,
    whales: WHALES, stream: STREAM,
  },
  prod: {
    stage: 'prod', customerManagedKeys: true, deletionProtection: true, logRetentionDays: 90, keepLogs: true,
    containerInsights: true, vpcFlowLogs: true, alertsPerDay: 12, alertsPerHour: 4, sms: SMS, smsReceipts: false, recordings: false, scanner: SCANNER,
    // Two, in two zones: one may be replaced or lost while the other serves.
    whales: WHALES, stream: { ...STREAM, tasks: 2 },
  },
};

const isStage = (value: unknown): value is Stage => STAGES.some((stage) => stage === value);

/** Configuration of a stage named from outside (`-c stage=prod`); throws an Error naming the value and the allowed ones. */
export const configFor = (stage: unknown = DEFAULT_STAGE): StageConfig => {
  if (!isStage(stage)) throw new Error(`stage is ${JSON.stringify(stage)}: expected one of ${STAGES.join(', ')}`);
  return CONFIGS[stage];
};
