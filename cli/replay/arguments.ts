import { DEFAULT_FINDER } from '../../core/finder/settings';
import { VENUES, type Venue } from '../../core/market/instrument';
import { DEFAULT_OUTCOME_SETTINGS } from '../../core/outcomes/settings';
import { DEFAULT_RADAR, RADAR_PRESETS, type RadarPreset } from '../../core/radar/settings';
import { numberOf, oneOf, parseFlags, UsageError } from '../usage';
import type { WhaleCapture } from './whales/play-whales';
import { changeSettings, type ReplaySettings, type SettingsChange } from './settings-change';

export interface ReplayArguments {
  readonly files: readonly string[];
  /** Empty where none were named: a recording of ours says itself what it holds. */
  readonly symbols: readonly string[];
  readonly venue: Venue | undefined;
  readonly change: SettingsChange;
  readonly out: string | undefined;
  readonly against: string | undefined;
  readonly id: string | undefined;
  readonly json: boolean;
  /** Large levels of books in place of the radar's findings. */
  readonly whales: boolean;
  readonly dropShare: number;
  readonly seed: number;
}

/** What it takes to play a capture that others recorded. */
export interface CaptureOptions {
  readonly files: readonly string[];
  readonly symbols: readonly string[];
  readonly venue: Venue;
  readonly settings: ReplaySettings;
  readonly json: boolean;
}

export const HELP = `Usage: npm run replay -- FILE|FOLDER [options]
       npm run replay -- FILE [FILE ...] --symbols BTCUSDT,ETHUSDT [options]

Runs recorded exchange frames through the same radar, finder and outcomes as live data, and prints what came of it.
Nothing is sent anywhere.

A recording of ours (a session's folder, or one segment of it) is played with the settings that it was recorded with:
  --out FILE           write the opportunities, one JSON object per line, the bytes that the live run wrote
  --against FILE       an opportunities.jsonl or a session's folder: name what differs, field by field
  --preset NAME        what if: ${Object.keys(RADAR_PRESETS).join(', ')}, beside what was live
  --set NAME=VALUE     what if: one setting of the radar, or of finder.* or outcomes.*; may be repeated
  --id EVENT_ID        rebuild one opportunity and print its evidence

A capture of others, several played together in the order of their receive times:
  --symbols A,B        symbols to watch, in place of the ticker rank (needed)
  --venue NAME         who sent the frames: ${VENUES.join(', ')} (default binance)
  --preset NAME        ${Object.keys(RADAR_PRESETS).join(', ')} (default default)
  --set NAME=VALUE     as above, e.g. --set volumeSpikeMultiple=4 --set finder.minBars=60

  --whales             large levels in place of the radar's findings: keeps Binance's books by its recipe, proves them against the venue's
                       own best prices, and follows every large level (no --symbols: all that were captured)
  --drop SHARE         with --whales: drops this share of the diffs, from 0 to 0.5; each loss must be found and mended
  --seed N             with --drop: which ones (default 1)

  --json               one JSON object on stdout instead of text
  --help               this text

A capture is plain or gzip; lines "<receive time s|ms|us|ns> <frame>", "<receive seconds>: <frame>", one JSON frame per
line, or one JSON array of frames. Without receive times the frames' own times are used.
Exit: 0 played, 1 a file is damaged or broke off, 2 wrong input, 3 --against, --id or --whales found a difference.
`;

const SYMBOL = /^[A-Z0-9._-]{1,32}$/;
const EVENT_ID = /^opp-\d{8}-\d{6}-\d{3,}$/;

const symbolsOf = (text: string | undefined): string[] => {
  const symbols = [...new Set((text ?? '').split(',').map((symbol) => symbol.trim().toUpperCase()).filter((symbol) => symbol !== ''))];
  const wrong = symbols.find((symbol) => !SYMBOL.test(symbol));
  if (wrong !== undefined) throw new UsageError(`--symbols: "${wrong}" is not a symbol: expected 1 to 32 of A-Z 0-9 . _ -`);
  return symbols;
};

const eventIdOf = (text: string | undefined): string | undefined => {
  if (text === undefined || EVENT_ID.test(text)) return text;
  throw new UsageError(`--id is "${text}": expected opp-YYYYMMDD-HHMMSS-NNN`);
};

const flagsOf = (argv: readonly string[]) => parseFlags({
  args: [...argv], allowPositionals: true, strict: true,
  options: {
    symbols: { type: 'string' }, venue: { type: 'string' }, preset: { type: 'string' }, set: { type: 'string', multiple: true, default: [] },
    whales: { type: 'boolean', default: false }, drop: { type: 'string' }, seed: { type: 'string', default: '1' },
    out: { type: 'string' }, against: { type: 'string' }, id: { type: 'string' }, json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const DEFAULTS: ReplaySettings = { radar: DEFAULT_RADAR, finder: DEFAULT_FINDER, outcomes: DEFAULT_OUTCOME_SETTINGS };

/** @returns the arguments, or 'help'. @throws UsageError naming the flag, its value and what was expected. */
export const parseArguments = (argv: readonly string[]): ReplayArguments | 'help' => {
  const { values, positionals } = flagsOf(argv);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new UsageError('no FILE given: expected at least one recording');
  const preset = values.preset === undefined ? undefined : oneOf('preset', values.preset, Object.keys(RADAR_PRESETS) as RadarPreset[]);
  const change = { preset, assignments: values.set };
  // Names and values are wrong or right whatever they are applied to.
  changeSettings(DEFAULTS, change);
  return {
    files: positionals, symbols: symbolsOf(values.symbols), venue: values.venue === undefined ? undefined : oneOf('venue', values.venue, VENUES),
    change, out: values.out, against: values.against, id: eventIdOf(values.id), json: values.json, whales: values.whales,
    dropShare: numberOf('drop', values.drop ?? '0', { min: 0, max: 0.5, isInteger: false }),
    seed: numberOf('seed', values.seed, { min: 0, max: 2_147_483_647, isInteger: true }),
  };
};

/** What it takes to play captured books. @throws UsageError for a flag that says nothing about them, or another venue's. */
export const whaleCapture = ({ files, symbols, venue = 'binance', change, out, against, id, json, dropShare, seed }: ReplayArguments): WhaleCapture => {
  if (venue === 'bybit') throw new UsageError('--whales reads books of binance or binance-usdm, not of bybit');
  const misplaced = Object.entries({ out, against, id, preset: change.preset, set: change.assignments[0], symbols: symbols[0] }).find(([, value]) => value !== undefined)?.[0];
  if (misplaced !== undefined) throw new UsageError(`--${misplaced} says nothing about large levels: it cannot be combined with --whales`);
  return { files, venue, json, dropShare, seed };
};

/** @throws UsageError where symbols are missing, or a flag only fits a recording of ours. */
export const captureOptions = ({ files, symbols, venue, change, out, against, id, json }: ReplayArguments): CaptureOptions => {
  if (symbols.length === 0) throw new UsageError(`--symbols is missing: ${files.join(', ')} is not a recording of ours, expected for example --symbols BTCUSDT,ETHUSDT`);
  const misplaced = Object.entries({ out, against, id }).find(([, value]) => value !== undefined)?.[0];
  if (misplaced !== undefined) throw new UsageError(`--${misplaced} needs a recording of ours, which ${files.join(', ')} is not`);
  if (change.assignments.some((one) => one.startsWith('volatilityMeasure='))) {
    throw new UsageError('--set: "volatilityMeasure" has no effect here: the symbols are given, not ranked');
  }
  return { files, symbols, venue: venue ?? 'binance', settings: changeSettings(DEFAULTS, change), json };
};

/** @returns the one path of a recording of ours. @throws UsageError for what its header already says, or what cannot be asked together. */
export const recordingPath = ({ files, symbols, venue, change, against, id, out }: ReplayArguments): string => {
  const [path, second] = files;
  if (path === undefined || second !== undefined) throw new UsageError('one recording at a time: name one segment or the folder of a session');
  if (symbols.length > 0) throw new UsageError('--symbols belongs to captures of others: a recording of ours holds what was watched');
  if (venue !== undefined) throw new UsageError('--venue belongs to captures of others: a recording of ours says who sent it');
  const others = [...(against === undefined ? [] : ['--against']), ...(out === undefined ? [] : ['--out']), ...(change.preset === undefined ? [] : ['--preset']), ...(change.assignments.length === 0 ? [] : ['--set'])];
  if (id !== undefined && others[0] !== undefined) throw new UsageError(`--id shows what was decided then: it cannot be combined with ${others[0]}`);
  return path;
};
