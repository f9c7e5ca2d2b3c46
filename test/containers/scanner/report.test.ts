import { makeReport } from '../../../containers/scanner/report';
import { createLogger } from '../../../adapters/logging';
import { coverageFigure } from '../../../core/market/coverage-report';
import { opportunityWith as opportunity } from '../../support/opportunity';

const counts = {
  tickers: 1_523, trades: 9_000, opportunities: 5, activeSymbols: 50, allSymbols: 287, suppressed: 0, lateTrades: 0, duplicateTrades: 0, futureTrades: 0,
  coverage: {
    total: coverageFigure(1_000, 1), byStream: { ticker: coverageFigure(800, 0), 'book-top': coverageFigure(100, 0), trade: coverageFigure(100, 1) },
    blindMsByCause: { disconnect: 1_500, 'data-stall': 200 },
  },
};

const lines = (format: 'human' | 'json', run: (report: ReturnType<typeof makeReport>) => void): string[] => {
  const written: string[] = [];
  const write = (line: string): void => void written.push(line);
  run(makeReport(createLogger({ service: 'scanner', format, write, nowMs: () => 0 }), format, write));
  return written.flatMap((line) => line.split('\n'));
};

describe('what the scanner tells people', () => {
  test('S1.26: the source\'s console lines', () => {
    const symbols = Array.from({ length: 50 }, (_, index) => `S${index}USDT`);
    const text = lines('human', (report) => {
      report.note({ event: 'subscribing', topics: 335 });
      report.note({ event: 'first-data' });
      report.watchList({ kind: 'watch-list', symbols, entered: symbols, left: [], subscribed: symbols });
    }).join('\n');
    expect(text).toContain('구독 요청: 335개 토픽');
    expect(text).toContain('메시지 수신 시작…');
    expect(text).toContain('새 구독: 50개');
    expect(text).toContain('Top 10: S0USDT, S1USDT, S2USDT, S3USDT, S4USDT, S5USDT, S6USDT, S7USDT, S8USDT, S9USDT\n'.trim());
  });

  test('S1.27: a hit is the source\'s block, and a simulated one is marked', () => {
    const text = lines('human', (report) => report.hit(opportunity({ market: 'simulated' }))).join('\n');
    expect(text).toContain('✨ 기회 발견!');
    expect(text).toContain('[SIMULATED]');
  });

  test('S1.38: in AWS a hit is one JSON line that the filter pattern finds', () => {
    const written = lines('json', (report) => report.hit(opportunity()));
    expect(written).toHaveLength(1);
    expect(written[0]).toContain('기회 발견');
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ event: 'opportunity', symbol: opportunity().symbol });
  });

  test('S1.28: the final statistics', () => {
    const text = lines('human', (report) => report.final(counts)).join('\n');
    for (const figure of ['1523', '5', '50', '287']) expect(text).toMatch(new RegExp(`: ${figure}\\n`));
  });

  test('D-11: the final statistics say how much was seen, per stream, and what the rest was lost to', () => {
    const text = lines('human', (report) => report.final(counts));
    expect(text).toContain('관측률 (coverage): 99.90 % (ticker 100.00 %, book-top 100.00 %, trade 99.00 %)');
    expect(text).toContain('미관측 (blind, stream seconds): disconnect 1.5, data-stall 0.2');
    expect(JSON.parse(lines('json', (report) => report.final(counts))[0] ?? '')).toMatchObject({ event: 'final-statistics', coverage: counts.coverage });
  });

  test('D-11: where nothing was missed no cause is named', () => {
    const text = lines('human', (report) => report.final({ ...counts, coverage: { ...counts.coverage, blindMsByCause: {} } })).join();
    expect(text).not.toContain('blind');
  });
});
