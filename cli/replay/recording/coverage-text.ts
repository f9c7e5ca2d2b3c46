import { type BlindCause, coverageLine, type CoverageReport } from '../../../core/market/coverage-report';
import { duration, number, table } from '../text';

/** Blind windows of one cause, over all symbols and streams. */
export interface BlindTally {
  readonly cause: BlindCause;
  readonly windows: number;
  readonly symbols: number;
  /** Summed over streams. */
  readonly blindMs: number;
}

/** By cause, the one with the most blind time first. */
export const blindByCause = ({ rows, blindMsByCause }: CoverageReport): BlindTally[] => {
  const windows = rows.flatMap((row) => row.windows.map(({ cause }) => ({ cause, symbol: row.symbol })));
  return (Object.entries(blindMsByCause) as [BlindCause, number][])
    .map(([cause, blindMs]) => {
      const ofCause = windows.filter((window) => window.cause === cause);
      return { cause, windows: ofCause.length, symbols: new Set(ofCause.map(({ symbol }) => symbol)).size, blindMs };
    })
    .sort((a, b) => b.blindMs - a.blindMs);
};

/** Coverage with the blind windows by cause, for people. */
export const coverageLines = (coverage: CoverageReport): string[] => {
  const causes = blindByCause(coverage);
  const rows = causes.map(({ cause, windows, symbols, blindMs }) => [cause, number(windows), number(symbols), duration(blindMs)]);
  return [
    `Coverage since the session began: ${coverageLine(coverage)}`,
    ...(rows.length === 0 ? ['  no blind window'] : table(['blind because', 'windows', 'symbols', 'time, all streams'], rows, [1, 2, 3])),
    ...(coverage.forgottenWindows > 0 ? [`  older windows, counted but not listed: ${number(coverage.forgottenWindows)}`] : []),
  ];
};
