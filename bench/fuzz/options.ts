import { numberOf, parseFlags } from '../../cli/usage';

export interface FuzzOptions {
  readonly frames: number;
  readonly seed: number;
}

export const FUZZ_HELP = `Usage: npx tsx bench/fuzz-decoder.ts [options]

Feeds Bybit's byte decoder with generated frames, three of four with bytes changed, and holds each answer to that of JSON.parse.

  --frames N   how many mutated frames (default 5000000)
  --seed N     the same seed gives the same frames (default 1)
  --help       this text

Exit: 0 nothing found, 1 a crash, a hang, a difference, a value that cannot be, or growing memory; 2 wrong input.`;

export const parseFuzzOptions = (args: readonly string[]): FuzzOptions | 'help' => {
  const { values } = parseFlags({
    args: [...args], strict: true, allowPositionals: false,
    options: { frames: { type: 'string', default: '5000000' }, seed: { type: 'string', default: '1' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return 'help';
  return {
    frames: numberOf('frames', values.frames, { min: 1, max: 1e10, isInteger: true }),
    seed: numberOf('seed', values.seed, { min: 0, max: 2 ** 31 - 1, isInteger: true }),
  };
};
