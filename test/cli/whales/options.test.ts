import { resolve } from 'node:path';
import { readWhaleOptions } from '../../../cli/whales/options';

describe('S2.30: the whale scanner\'s command line', () => {
  test('bare: the simulated spot market at the default speed, everything followed', () => {
    expect(readWhaleOptions([])).toEqual({
      what: 'run', live: false, market: 'spot', primaryScanOnly: false, symbols: undefined, dev: false, forSeconds: undefined, speed: 20, seed: 1,
      stateDir: resolve('.tapewatch'),
    });
  });

  test('--primary-scan-only --symbols 5, as the source writes it', () => {
    expect(readWhaleOptions(['--primary-scan-only', '--symbols', '5'])).toMatchObject({ what: 'run', primaryScanOnly: true, symbols: 5 });
  });

  test('--dev watches few symbols, unless told how many', () => {
    expect(readWhaleOptions(['--dev'])).toMatchObject({ dev: true, symbols: 10 });
    expect(readWhaleOptions(['--dev', '--symbols', '30'])).toMatchObject({ symbols: 30 });
  });

  test('--status asks a running one', () => {
    expect(readWhaleOptions(['--status', '--state-dir', '/tmp/x', '--json'])).toEqual({ what: 'status', stateDir: '/tmp/x', json: true });
  });

  test.each([
    [['--symbols', '0'], '--symbols is "0": expected a whole number from 1 to 500'],
    [['--market', 'margin'], '--market is "margin": expected one of spot, usdm'],
    [['--live', '--speed', '3'], '--speed belongs to the simulated market and cannot be combined with --live'],
    [['--json'], '--json belongs to --status: a run prints what it sees'],
    [['--for', 'x'], '--for is "x": expected a number from 1 to 604800'],
  ])('%j is refused with flag, value and expectation', (args, message) => {
    expect(() => readWhaleOptions(args)).toThrow(message);
  });
});
