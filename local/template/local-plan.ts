import type { Json } from './json';
import type { Timing } from './schedule-expression';

/** Everything of a synthesized app that runs locally, with every intrinsic resolved. Times in the unit of the name. */
export interface LocalPlan {
  readonly queues: readonly QueuePlan[];
  readonly topics: readonly TopicPlan[];
  readonly subscriptions: readonly SubscriptionPlan[];
  readonly tables: readonly TablePlan[];
  readonly functions: readonly FunctionPlan[];
  readonly mappings: readonly MappingPlan[];
  readonly routes: readonly RoutePlan[];
  /** Folders whose files are the page; a later one's stand for an earlier one's of the same name. */
  readonly pageFolders: readonly string[];
  readonly schedules: readonly SchedulePlan[];
  readonly containers: readonly ContainerPlan[];
}

export interface Origin {
  readonly stackName: string;
  readonly logicalId: string;
}

export interface QueuePlan extends Origin {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** Attributes as the SQS API takes them: texts, RedrivePolicy as JSON. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly visibilityTimeoutSeconds: number;
  readonly redrive?: { readonly deadLetterQueueArn: string; readonly maxReceiveCount: number };
}

export interface TopicPlan extends Origin {
  readonly name: string;
  readonly arn: string;
}

export interface SubscriptionPlan extends Origin {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** As the SNS API takes them: RawMessageDelivery, FilterPolicy, FilterPolicyScope, RedrivePolicy. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TablePlan extends Origin {
  readonly name: string;
  /** The parts of the definition that CreateTable takes. */
  readonly keySchema: readonly Json[];
  readonly attributeDefinitions: readonly Json[];
  readonly globalSecondaryIndexes: readonly Json[];
  readonly timeToLiveAttribute?: string;
}

export interface FunctionPlan extends Origin {
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundled asset. */
  readonly assetPath: string;
  /** `file.export`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
}

export interface MappingPlan extends Origin {
  readonly functionName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumConcurrency?: number;
}

/** A rule that calls a function by the clock. */
export interface SchedulePlan extends Origin {
  readonly functionName: string;
  readonly timing: Timing;
  /** JSON in which `<name>` of each of the names stands for the scheduled time. */
  readonly inputTemplate: string;
  readonly timeNames: readonly string[];
}

/** A route of the HTTP API with the function that answers it. */
export interface RoutePlan extends Origin {
  /** What paths begin with, e.g. `/api/`. */
  readonly pathPrefix: string;
  readonly functionName: string;
}

export interface ContainerPlan extends Origin {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}
