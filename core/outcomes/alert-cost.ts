/**
 * List prices in USD, without free tiers, of what one alert uses. The unit of each is in its name; a request of SQS or SNS is 64 kB.
 */
export interface PriceTable {
  readonly region: string;
  /** Year and month in which the pages were read: prices change, and a figure without a date is worth nothing. */
  readonly asOf: string;
  readonly sources: readonly string[];
  readonly sqsRequestUsd: number;
  readonly snsPublishUsd: number;
  readonly lambdaRequestUsd: number;
  /** Per GB and second on Graviton. */
  readonly lambdaGbSecondUsd: number;
  /** Per request unit, on demand: 1 kB written, twice that in a transaction; 4 kB read with strong consistency. */
  readonly dynamoWriteUsd: number;
  readonly dynamoReadUsd: number;
  readonly emailUsd: number;
  /** One part of an SMS to a number in the USA, without the carrier's fee. Prices by country differ a hundredfold. */
  readonly smsPartUsd: number;
  readonly pushUsd: number;
  readonly webhookUsd: number;
}

export const US_EAST_1_PRICES: PriceTable = {
  region: 'us-east-1', asOf: '2025-07',
  sources: ['aws.amazon.com/sqs/pricing', 'aws.amazon.com/sns/pricing', 'aws.amazon.com/lambda/pricing', 'aws.amazon.com/dynamodb/pricing/on-demand', 'aws.amazon.com/sns/sms-pricing'],
  sqsRequestUsd: 0.4e-6, snsPublishUsd: 0.5e-6, lambdaRequestUsd: 0.2e-6, lambdaGbSecondUsd: 0.0000133334, dynamoWriteUsd: 0.625e-6,
  dynamoReadUsd: 0.125e-6, emailUsd: 0.00002, smsPartUsd: 0.00645, pushUsd: 0.5e-6, webhookUsd: 0.6e-6,
};

/** What one alert used, or one opportunity that led to none. */
export interface AlertUse {
  readonly sqsRequests: number;
  readonly snsPublishes: number;
  readonly lambdaRequests: number;
  readonly lambdaGbSeconds: number;
  readonly dynamoWrites: number;
  readonly dynamoReads: number;
  readonly emails: number;
  readonly smsParts: number;
  readonly pushes: number;
  readonly webhooks: number;
}

const PRICED: Readonly<Record<keyof AlertUse, keyof PriceTable & `${string}Usd`>> = {
  sqsRequests: 'sqsRequestUsd', snsPublishes: 'snsPublishUsd', lambdaRequests: 'lambdaRequestUsd', lambdaGbSeconds: 'lambdaGbSecondUsd',
  dynamoWrites: 'dynamoWriteUsd', dynamoReads: 'dynamoReadUsd', emails: 'emailUsd', smsParts: 'smsPartUsd', pushes: 'pushUsd', webhooks: 'webhookUsd',
};

const USES = Object.keys(PRICED) as (keyof AlertUse)[];

/** USD by item, and in all. Tasks that run all day (the scanner) are not in it: they cost the same without any alert. */
export const alertCostOf = (use: AlertUse, prices: PriceTable): { readonly usd: number; readonly parts: Readonly<Record<keyof AlertUse, number>> } => {
  const parts = Object.fromEntries(USES.map((name) => [name, use[name] * prices[PRICED[name]]])) as Record<keyof AlertUse, number>;
  return { usd: USES.reduce((sum, name) => sum + parts[name], 0), parts };
};
