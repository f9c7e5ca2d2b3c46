import { parseWhyArguments } from '../../../cli/why/arguments';
import { UsageError } from '../../../cli/usage';

describe('arguments of why', () => {
  test('a symbol in any case, a time, a recording', () => {
    expect(parseWhyArguments(['btcusdt'])).toEqual({ symbol: 'BTCUSDT', time: undefined, recording: undefined, json: false });
    expect(parseWhyArguments(['BTCUSDT', '15:45', '--recording', 'x', '--json'])).toEqual({ symbol: 'BTCUSDT', time: '15:45', recording: 'x', json: true });
  });

  test('--help needs nothing else', () => {
    expect(parseWhyArguments(['--help'])).toBe('help');
  });

  test.each<[string, string[], RegExp]>([
    ['no symbol', [], /no SYMBOL given/],
    ['a symbol that cannot be', ['BTC/USDT'], /SYMBOL is "BTC\/USDT": expected/],
    ['a time that is none', ['BTCUSDT', '25:00'], /TIME is "25:00": expected 15:45/],
    ['two times', ['BTCUSDT', '15:45', '15:46'], /"15:46" is one argument too many/],
    ['an unknown flag', ['BTCUSDT', '--when', 'now'], /Unknown option '--when'/],
  ])('%s is refused in one sentence', (_, argv, sentence) => {
    expect(() => parseWhyArguments(argv)).toThrow(UsageError);
    expect(() => parseWhyArguments(argv)).toThrow(sentence);
  });
});
