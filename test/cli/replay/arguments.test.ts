import { captureOptions, parseArguments, recordingPath, type CaptureOptions } from '../../../cli/replay/arguments';
import { UsageError } from '../../../cli/usage';
import { DEFAULT_RADAR, RADAR_PRESETS } from '../../../core/radar/settings';

const parse = (...argv: string[]): CaptureOptions => {
  const parsed = parseArguments(argv);
  if (parsed === 'help') throw new Error('expected arguments, got help');
  return captureOptions(parsed);
};

describe('arguments of replay', () => {
  test('files, symbols in capitals without repeats, and the defaults', () => {
    expect(parse('a.gz', 'b.gz', '--symbols', 'btcusdt, ETHUSDT,BTCUSDT')).toMatchObject({
      files: ['a.gz', 'b.gz'], symbols: ['BTCUSDT', 'ETHUSDT'], venue: 'binance', json: false, settings: { radar: DEFAULT_RADAR },
    });
  });

  test('S1.36: a preset is the base that --set changes, finder and outcomes by their prefix', () => {
    const { settings } = parse('a', '--symbols', 'A', '--preset', 'more', '--set', 'coolDownMs=1', '--set', 'finder.minBars=60', '--set', 'outcomes.minOutcomes=5', '--set', 'finder.minTrendAtr=-1');
    expect(settings.radar).toEqual({ ...RADAR_PRESETS.more, coolDownMs: 1 });
    expect(settings).toMatchObject({ finder: { minBars: 60, minTrendAtr: -1 }, outcomes: { minOutcomes: 5 } });
  });

  test('--help needs nothing else', () => {
    expect(parseArguments(['--help'])).toBe('help');
  });

  test.each<[string, string[], RegExp]>([
    ['no file', ['--symbols', 'A'], /no FILE given: expected/],
    ['no symbols', ['a'], /--symbols is missing: .* expected/],
    ['a symbol that cannot be', ['a', '--symbols', 'AAA/USDT'], /"AAA\/USDT" is not a symbol: expected/],
    ['an unknown venue', ['a', '--symbols', 'A', '--venue', 'nyse'], /--venue is "nyse": expected one of bybit, binance, binance-usdm/],
    ['an unknown preset', ['a', '--symbols', 'A', '--preset', 'wild'], /--preset is "wild": expected one of default, more, precise/],
    ['an unknown setting', ['a', '--symbols', 'A', '--set', 'speed=3'], /there is no setting "speed": expected one of .*volumeSpikeMultiple/],
    ['a setting of the object itself', ['a', '--symbols', 'A', '--set', 'toString=3'], /there is no setting "toString"/],
    ['a setting that is no number', ['a', '--symbols', 'A', '--set', 'finder.minBars=many'], /"finder\.minBars" is "many": expected a number/],
    ['a setting left empty', ['a', '--symbols', 'A', '--set', 'coolDownMs='], /"coolDownMs" is "": expected a number/],
    ['a setting without a value', ['a', '--symbols', 'A', '--set', 'coolDownMs'], /--set is "coolDownMs": expected NAME=VALUE/],
    ['an unknown flag', ['a', '--symbols', 'A', '--fast'], /Unknown option '--fast'/],
  ])('%s is refused in one sentence', (_, argv, sentence) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(sentence);
  });
});

describe('arguments of replay for a recording of ours', () => {
  const pathOf = (...argv: string[]): string => {
    const parsed = parseArguments(argv);
    if (parsed === 'help') throw new Error('expected arguments, got help');
    return recordingPath(parsed);
  };

  test('one path is enough', () => {
    expect(pathOf('folder')).toBe('folder');
    expect(pathOf('folder', '--id', 'opp-20250602-120000-001')).toBe('folder');
  });

  test.each<[string, string[], RegExp]>([
    ['two recordings', ['a', 'b'], /one recording at a time/],
    ['symbols', ['a', '--symbols', 'A'], /--symbols belongs to captures of others/],
    ['a venue', ['a', '--venue', 'bybit'], /--venue belongs to captures of others/],
    ['an id that is none', ['a', '--id', '7'], /--id is "7": expected opp-YYYYMMDD-HHMMSS-NNN/],
    ['an id with a comparison', ['a', '--id', 'opp-20250602-120000-001', '--against', 'b'], /--id .* cannot be combined with --against/],
    ['a measure that is none', ['a', '--set', 'volatilityMeasure=size'], /--set volatilityMeasure is "size": expected one of range, abs_change/],
  ])('%s is refused in one sentence', (_, argv, sentence) => {
    expect(() => pathOf(...argv)).toThrow(UsageError);
    expect(() => pathOf(...argv)).toThrow(sentence);
  });

  test.each(['--out', '--against'])('%s is refused for a capture of others', (flag) => {
    expect(() => parse('a', '--symbols', 'A', flag, 'x')).toThrow(/needs a recording of ours, which a is not/);
  });
});
