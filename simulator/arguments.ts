import { parseArgs } from 'node:util';
import { VENUES } from '../core/market/instrument';
import { SimulatorEnv } from './env';
import type { BinanceVenueOptions } from './venue/binance/binance-venue';
import type { BybitVenueOptions } from './venue/bybit-venue';

/** An argument that cannot be used; the message is a sentence for the person who typed it. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** Which venue to start, with its options. */
export type VenueChoice =
  | { readonly venue: 'bybit'; readonly options: BybitVenueOptions }
  | { readonly venue: 'binance'; readonly options: BinanceVenueOptions };

const FLAGS = {
  venue: { type: 'string' }, 'lifetime-ms': { type: 'string' },
  port: { type: 'string' }, seed: { type: 'string' }, speed: { type: 'string' }, 'anchor-ms': { type: 'string' },
  symbols: { type: 'string' }, plants: { type: 'string' }, 'first-plant-after-ms': { type: 'string' }, ledger: { type: 'string' },
} as const;

type Flag = keyof typeof FLAGS;

const ENV_OF: Record<Flag, string> = {
  venue: SimulatorEnv.venue, 'lifetime-ms': SimulatorEnv.lifetimeMs,
  port: SimulatorEnv.port, seed: SimulatorEnv.seed, speed: SimulatorEnv.speed, 'anchor-ms': SimulatorEnv.anchorMs,
  symbols: SimulatorEnv.symbols, plants: SimulatorEnv.plants, 'first-plant-after-ms': SimulatorEnv.firstPlantAfterMs, ledger: SimulatorEnv.ledger,
};

interface Bounds { readonly least: number; readonly most: number; readonly isWhole: boolean }

const parsedFlags = (args: readonly string[]): Partial<Record<Flag, string>> => {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: false }).values;
  } catch (error) {
    throw new ArgumentError(`${error instanceof Error ? error.message : String(error)}. Expected: ${Object.keys(FLAGS).map((flag) => `--${flag}`).join(', ')}.`);
  }
};

const numberFrom = (name: string, text: string, { least, most, isWhole }: Bounds): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most || (isWhole && !Number.isInteger(value))) {
    throw new ArgumentError(`${name} is "${text}": expected ${isWhole ? 'a whole number' : 'a number'} from ${least} to ${most}.`);
  }
  return value;
};

const oneOf = <T extends string>(choices: readonly T[]) => (name: string, text: string): T => {
  const choice = choices.find((one) => one === text);
  if (choice === undefined) throw new ArgumentError(`${name} is "${text}": expected ${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}.`);
  return choice;
};

/** The venue and its options from the command line and, behind it, the environment. Throws ArgumentError with the name, the value and what was expected. */
export const readArguments = (args: readonly string[], env: Readonly<Record<string, string | undefined>>): VenueChoice => {
  const flags = parsedFlags(args);
  const find = <T>(flag: Flag, read: (name: string, text: string) => T): T | undefined => {
    const [name, text] = flags[flag] === undefined ? [ENV_OF[flag], env[ENV_OF[flag]]] : [`--${flag}`, flags[flag]];
    return text === undefined ? undefined : read(name, text);
  };
  const number = (flag: Flag, least: number, most: number, isWhole: boolean): number | undefined =>
    find(flag, (name, text) => numberFrom(name, text, { least, most, isWhole }));
  const firstPlantAfterMs = number('first-plant-after-ms', 0, 86_400_000, true);
  const isPlanted = (find('plants', oneOf(['on', 'off'])) ?? 'on') === 'on';
  const common = {
    port: number('port', 0, 65_535, true), seed: number('seed', 0, 2_147_483_647, true), speed: number('speed', 0.1, 120, false),
    anchorMs: number('anchor-ms', 0, 8_640_000_000_000, true), symbolCount: number('symbols', 1, 2_000, true), ledgerFile: find('ledger', (_, text) => text),
  };
  const venue = find('venue', oneOf(VENUES)) ?? 'bybit';
  if (venue === 'bybit') return { venue, options: { ...common, plants: isPlanted && firstPlantAfterMs !== undefined ? { firstPlantAfterMs } : isPlanted } };
  const walls = isPlanted && firstPlantAfterMs !== undefined ? { firstWallAfterMs: firstPlantAfterMs } : isPlanted;
  return { venue: 'binance', options: { ...common, walls, market: venue === 'binance' ? 'spot' : 'usdm', lifetimeMs: number('lifetime-ms', 1, 86_400_000, true) } };
};
