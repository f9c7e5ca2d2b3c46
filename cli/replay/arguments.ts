import { DEFAULT_FINDER, type FinderSettings } from '../../core/finder/settings';
import { VENUES, type Venue } from '../../core/market/instrument';
import { DEFAULT_OUTCOME_SETTINGS, type OutcomeSettings } from '../../core/outcomes/settings';
import { RADAR_PRESETS, type RadarPreset, type RadarSettings } from '../../core/radar/settings';
import { oneOf, parseFlags, UsageError } from '../usage';

export interface ReplaySettings {
  readonly radar: RadarSettings;
  readonly finder: FinderSettings;
  readonly outcomes: OutcomeSettings;
}

export interface ReplayArguments {
  readonly files: readonly string[];
  readonly symbols: readonly string[];
  readonly venue: Venue;
  readonly preset: RadarPreset;
  readonly settings: ReplaySettings;
  readonly json: boolean;
}

export const HELP = `Usage: npm run replay -- FILE [FILE ...] --symbols BTCUSDT,ETHUSDT [options]

Runs recorded exchange frames through the same radar, finder and outcomes as live data, and prints what came of it.
Nothing is sent anywhere. Several files are played together in the order of their receive times.

  --symbols A,B        symbols to watch, in place of the ticker rank (needed)
  --venue NAME         who sent the frames: ${VENUES.join(', ')} (default binance)
  --preset NAME        ${Object.keys(RADAR_PRESETS).join(', ')} (default default)
  --set NAME=VALUE     one setting of the radar, or of finder.* or outcomes.*; may be repeated
                       e.g. --set volumeSpikeMultiple=4 --set finder.minBars=60
  --json               one JSON object on stdout instead of text
  --help               this text

FILE: plain or gzip; lines "<receive time s|ms|us|ns> <frame>", "<receive seconds>: <frame>", one JSON frame per line,
or one JSON array of frames. Without receive times the frames' own times are used.
Exit: 0 played, 1 a file broke off, 2 wrong input.
`;

const SYMBOL = /^[A-Z0-9._-]{1,32}$/;

const symbolsOf = (text: string | undefined): string[] => {
  const symbols = [...new Set((text ?? '').split(',').map((symbol) => symbol.trim().toUpperCase()).filter((symbol) => symbol !== ''))];
  if (symbols.length === 0) throw new UsageError('--symbols is missing: expected for example --symbols BTCUSDT,ETHUSDT');
  const wrong = symbols.find((symbol) => !SYMBOL.test(symbol));
  if (wrong !== undefined) throw new UsageError(`--symbols: "${wrong}" is not a symbol: expected 1 to 32 of A-Z 0-9 . _ -`);
  return symbols;
};

/** One setting replaced, in the type of its default. */
const withSetting = <T extends object>(settings: T, name: string, text: string, shown: string): T => {
  const entry = Object.entries(settings).find(([key]) => key === name);
  if (entry === undefined) throw new UsageError(`--set: there is no setting "${shown}": expected one of ${Object.keys(settings).join(', ')}`);
  if (typeof entry[1] !== 'number') throw new UsageError(`--set: "${shown}" has no effect here: the symbols are given, not ranked`);
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--set: "${shown}" is "${text}": expected a number`);
  return { ...settings, [name]: value };
};

const applySetting = (settings: ReplaySettings, assignment: string): ReplaySettings => {
  const [, name, value] = /^([A-Za-z0-9.]+)=(.*)$/.exec(assignment) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--set is "${assignment}": expected NAME=VALUE`);
  if (name.startsWith('finder.')) return { ...settings, finder: withSetting(settings.finder, name.slice(7), value, name) };
  if (name.startsWith('outcomes.')) return { ...settings, outcomes: withSetting(settings.outcomes, name.slice(9), value, name) };
  return { ...settings, radar: withSetting(settings.radar, name, value, name) };
};

const flagsOf = (argv: readonly string[]) => parseFlags({
  args: [...argv], allowPositionals: true, strict: true,
  options: {
    symbols: { type: 'string' }, venue: { type: 'string', default: 'binance' }, preset: { type: 'string', default: 'default' },
    set: { type: 'string', multiple: true, default: [] }, json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** @returns the arguments, or 'help'. @throws UsageError naming the flag, its value and what was expected. */
export const parseArguments = (argv: readonly string[]): ReplayArguments | 'help' => {
  const { values, positionals } = flagsOf(argv);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new UsageError('no FILE given: expected at least one recording');
  const preset = oneOf('preset', values.preset, Object.keys(RADAR_PRESETS) as RadarPreset[]);
  const defaults = { radar: RADAR_PRESETS[preset], finder: DEFAULT_FINDER, outcomes: DEFAULT_OUTCOME_SETTINGS };
  return {
    files: positionals,
    symbols: symbolsOf(values.symbols),
    venue: oneOf('venue', values.venue, VENUES),
    preset,
    settings: values.set.reduce(applySetting, defaults),
    json: values.json,
  };
};
