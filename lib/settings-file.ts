import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { RADAR_RANGES, RadarEnv, VOLATILITY_MEASURES, VolatilityEnv } from '../containers/scanner/env';
import { Top10Env, TOP10_MODES, VENUE_MARKETS, WHALE_RANGES, WhaleRuleEnv } from '../containers/whales/env';
import { MAX_STREAM_TASKS, PRESETS } from './config';
import { repositoryPath } from './repository-path';

/** Read when it exists and no other is named. */
export const DEFAULT_SETTINGS_FILE = 'tapewatch.json';

/** A settings file that cannot be used. Names the file, the field, what was found and what was expected. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError';
}

type Range = { readonly min: number; readonly max: number; readonly integer?: boolean };

const threshold = ({ min, max, integer }: Range): z.ZodType<number> =>
  (integer ? z.int() : z.number()).min(min).max(max);

/** One optional number for each name, within its range. */
const thresholds = <Key extends string>(names: Readonly<Record<Key, string>>, ranges: Readonly<Record<Key, Range>>): Record<string, z.ZodType<number | undefined>> =>
  Object.fromEntries((Object.keys(names) as Key[]).map((key) => [names[key], threshold(ranges[key]).optional()]));

/** What a person may set for every stage. */
export type Settings = {
  readonly preset?: (typeof PRESETS)[number] | undefined;
  /** Limits of the default user: alerts a local day, and in any 60 minutes. */
  readonly alertsPerDay?: number | undefined;
  readonly alertsPerHour?: number | undefined;
  /** What SMS may cost in a month, USD. */
  readonly smsMonthlyUsd?: number | undefined;
  /** Whether SNS is to log what becomes of every SMS of the account, and the ledger to read it. */
  readonly smsReceipts?: boolean | undefined;
  /** Whether what the scanner receives is recorded into a bucket. */
  readonly recordings?: boolean | undefined;
  /** Thresholds by the names of the scanner's environment variables; each overrides the preset's. */
  readonly radar?: Readonly<Record<string, number | string | undefined>> | undefined;
  readonly whales?: WhaleSettings | undefined;
  readonly stream?: StreamSettings | undefined;
};

export type WhaleSettings = {
  /** `false`: no whale scanner, and hence no stream. */
  readonly enabled?: boolean | undefined;
  readonly market?: (typeof VENUE_MARKETS)[number] | undefined;
  /** Thresholds by the names of the whale scanner's environment variables. */
  readonly [rule: string]: boolean | number | string | undefined;
};

export type StreamSettings = {
  readonly enabled?: boolean | undefined;
  /** Go together: the name under which the stream faces the internet, and a certificate for it. */
  readonly certificateArn?: string | undefined;
  readonly domainName?: string | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly tasks?: number | undefined;
};

const RADAR = z.strictObject({ ...thresholds(RadarEnv, RADAR_RANGES), [VolatilityEnv.measure]: z.enum(VOLATILITY_MEASURES).optional() });

const WHALES = z.strictObject({
  enabled: z.boolean().optional(),
  market: z.enum(VENUE_MARKETS).optional(),
  ...thresholds(WhaleRuleEnv, WHALE_RANGES),
  [Top10Env.mode]: z.enum(TOP10_MODES).optional(),
});

const CERTIFICATE = z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'expected the ARN of a certificate of ACM');
const DOMAIN = z.string().regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'expected a domain name in lower case');
/** As browsers send it, character by character: anything else would silently lock the page out. */
const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
const ORIGIN = z.string().refine(isOrigin, 'expected an origin such as https://example.com, without a path');

const STREAM = z.strictObject({
  enabled: z.boolean().optional(),
  certificateArn: CERTIFICATE.optional(),
  domainName: DOMAIN.optional(),
  allowedOrigins: z.array(ORIGIN).max(50).optional(),
  tasks: z.int().min(1).max(MAX_STREAM_TASKS).optional(),
}).superRefine(({ certificateArn, domainName }, context) => {
  if ((certificateArn === undefined) !== (domainName === undefined)) context.addIssue({ code: 'custom', message: 'expected certificateArn and domainName together' });
});

const SHAPE: z.ZodType<Settings> = z.strictObject({
  preset: z.enum(PRESETS).optional(),
  alertsPerDay: z.int().min(1).max(1_000).optional(),
  alertsPerHour: z.int().min(1).max(1_000).optional(),
  smsMonthlyUsd: z.number().min(0).max(100_000).optional(),
  smsReceipts: z.boolean().optional(),
  recordings: z.boolean().optional(),
  radar: RADAR.optional(),
  whales: WHALES.optional(),
  stream: STREAM.optional(),
});

const readJson = (path: string): unknown => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingsFileError(`settings file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingsFileError(`settings file ${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/**
 * The settings in `path`, or in `tapewatch.json` beside package.json when it exists, or none.
 * @throws SettingsFileError on a file that is missing, not JSON, or holds a field that is unknown or out of range.
 */
export const readSettingsFile = (path?: string): Settings => {
  const file = path ?? repositoryPath(DEFAULT_SETTINGS_FILE);
  if (path === undefined && !existsSync(file)) return {};
  const result = SHAPE.safeParse(readJson(file), { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.') || 'the whole file';
  throw new SettingsFileError(`settings file ${file}: ${field} is ${JSON.stringify(issue?.input)}: ${issue?.message ?? 'not usable'}`);
};
