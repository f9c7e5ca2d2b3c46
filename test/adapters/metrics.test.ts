import { emitMetrics } from '../../adapters/metrics';

const emitted = (metrics: Parameters<typeof emitMetrics>[1]): unknown[] => {
  const lines: string[] = [];
  emitMetrics({ Service: 'scanner' }, metrics, { nowMs: () => 1_766_072_721_000, write: (line) => lines.push(line) });
  return lines.map((line) => JSON.parse(line) as unknown);
};

describe('S1.39: metrics', () => {
  test('are one line in embedded metric format', () => {
    expect(emitted({ TickersReceived: 1_523, ActiveSymbols: 50, SpoolAgeMs: 12.5 })).toEqual([{
      _aws: {
        Timestamp: 1_766_072_721_000,
        CloudWatchMetrics: [{
          Namespace: 'Tapewatch',
          Dimensions: [['Service']],
          Metrics: [{ Name: 'TickersReceived', Unit: 'Count' }, { Name: 'ActiveSymbols', Unit: 'Count' }, { Name: 'SpoolAgeMs', Unit: 'Milliseconds' }],
        }],
      },
      Service: 'scanner', TickersReceived: 1_523, ActiveSymbols: 50, SpoolAgeMs: 12.5,
    }]);
  });

  test('a value that is no number is left out, and nothing at all is no line', () => {
    expect(emitted({ TickersReceived: NaN, ActiveSymbols: 0 })).toMatchObject([{ ActiveSymbols: 0 }]);
    expect(emitted({ TickersReceived: NaN, WebSocketConnects: Infinity })).toEqual([]);
  });
});
