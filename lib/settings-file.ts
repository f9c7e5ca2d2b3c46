import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { RADAR_RANGES, RadarEnv, VOLATILITY_MEASURES, VolatilityEnv } from '../containers/scanner/env';
import { PRESETS } from './config';
import { repositoryPath } from './repository-path';

/** Read when it exists and no other is named. */
export const DEFAULT_SETTINGS_FILE = 'tapewatch.json';

/** A settings file that cannot be used. Names the file, the field, what was found and what was expected. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError';
}

const threshold = ({ min, max, integer }: { readonly min: number; readonly max: number; readonly integer?: boolean }): z.ZodType<number> =>
  (integer ? z.int() : z.number()).min(min).max(max);

const RADAR_FIELDS = (Object.keys(RadarEnv) as (keyof typeof RadarEnv)[]).map((key) => [RadarEnv[key], threshold(RADAR_RANGES[key]).optional()] as const);

/** What a person may set for every stage. */
export type Settings = {
  readonly preset?: (typeof PRESETS)[number] | undefined;
  /** Most alerts published per clock hour. */
  readonly alertsPerHour?: number | undefined;
  /** Whether what the scanner receives is recorded into a bucket. */
  readonly recordings?: boolean | undefined;
  /** Thresholds by the names of the scanner's environment variables; each overrides the preset's. */
  readonly radar?: Readonly<Record<string, number | string | undefined>> | undefined;
};

const SHAPE: z.ZodType<Settings> = z.strictObject({
  preset: z.enum(PRESETS).optional(),
  alertsPerHour: z.int().min(1).max(1_000).optional(),
  recordings: z.boolean().optional(),
  radar: z.strictObject({ ...Object.fromEntries(RADAR_FIELDS), [VolatilityEnv.measure]: z.enum(VOLATILITY_MEASURES).optional() }).optional(),
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
