import type { FinderSettings } from '../../core/finder/settings';
import type { OutcomeSettings } from '../../core/outcomes/settings';
import { RADAR_PRESETS, type RadarPreset, type RadarSettings } from '../../core/radar/settings';
import { oneOf, UsageError } from '../usage';

export interface ReplaySettings {
  readonly radar: RadarSettings;
  readonly finder: FinderSettings;
  readonly outcomes: OutcomeSettings;
}

/** What a person wants to be otherwise than it was. */
export interface SettingsChange {
  readonly preset: RadarPreset | undefined;
  /** `NAME=VALUE`, as they were given. */
  readonly assignments: readonly string[];
}

export const NO_CHANGE: SettingsChange = { preset: undefined, assignments: [] };

export const isChange = ({ preset, assignments }: SettingsChange): boolean => preset !== undefined || assignments.length > 0;

const MEASURES = ['range', 'abs_change'] as const satisfies readonly RadarSettings['volatilityMeasure'][];

const numberFrom = (text: string, shown: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--set: "${shown}" is "${text}": expected a number`);
  return value;
};

/** One setting replaced, in the type of its default. */
const withSetting = <T extends object>(settings: T, name: string, text: string, shown: string): T => {
  const entry = Object.entries(settings).find(([key]) => key === name);
  if (entry === undefined) throw new UsageError(`--set: there is no setting "${shown}": expected one of ${Object.keys(settings).join(', ')}`);
  return { ...settings, [name]: typeof entry[1] === 'number' ? numberFrom(text, shown) : oneOf(`set ${shown}`, text, MEASURES) };
};

const assign = (settings: ReplaySettings, assignment: string): ReplaySettings => {
  const [, name, value] = /^([A-Za-z0-9.]+)=(.*)$/.exec(assignment) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--set is "${assignment}": expected NAME=VALUE`);
  if (name.startsWith('finder.')) return { ...settings, finder: withSetting(settings.finder, name.slice(7), value, name) };
  if (name.startsWith('outcomes.')) return { ...settings, outcomes: withSetting(settings.outcomes, name.slice(9), value, name) };
  return { ...settings, radar: withSetting(settings.radar, name, value, name) };
};

/** The settings in which presets differ at all: a preset leaves everything else as it ran. */
const presetValues = (preset: RadarPreset): Partial<RadarSettings> => {
  const presets = Object.values(RADAR_PRESETS);
  const names = (Object.keys(RADAR_PRESETS.default) as (keyof RadarSettings)[])
    .filter((name) => presets.some((one) => one[name] !== RADAR_PRESETS.default[name]));
  return Object.fromEntries(names.map((name) => [name, RADAR_PRESETS[preset][name]]));
};

/** The preset first, then each assignment. @throws UsageError naming the setting, its value and what was expected. */
export const changeSettings = (base: ReplaySettings, { preset, assignments }: SettingsChange): ReplaySettings => {
  const radar = preset === undefined ? base.radar : { ...base.radar, ...presetValues(preset) };
  return assignments.reduce(assign, { ...base, radar });
};
