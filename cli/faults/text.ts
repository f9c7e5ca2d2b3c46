import { CHANNEL_KINDS } from '../../core/contracts/channel';
import type { KillCycle } from './kill-cycle';
import { byPart, type PartTally } from './tally';

export interface FaultResult {
  readonly parts: readonly PartTally[];
  readonly kills: ReturnType<KillCycle['coverage']>;
  /** What does not hold; empty where all does. */
  readonly broken: readonly string[];
}

export const resultOf = (tallies: readonly PartTally[], cycle: KillCycle): FaultResult => {
  const parts = byPart(tallies);
  return { parts, kills: cycle.coverage(), broken: parts.flatMap(({ part, broken }) => broken.map((what) => `${part}: ${what}`)) };
};

const LABEL_WIDTH = 26;
const CELL_WIDTH = 14;

const line = (label: string, cells: readonly (string | number)[]): string => label.padEnd(LABEL_WIDTH) + cells.map((cell) => String(cell).padStart(CELL_WIDTH)).join('');

const FAULTS: Readonly<Record<PartTally['part'], string>> = { duplicated: 'copies', killed: 'deaths', 'answers lost': 'lost answers' };

const killLine = ({ kind, calls, isWhole }: FaultResult['kills'][number]): string =>
  line(`  ${kind}`, [`${calls} calls`, isWhole ? 'all of them' : 'and more']);

/** The table, one line each. */
export const faultLines = ({ parts, kills, broken }: FaultResult): string[] => {
  const row = (label: string, valueOf: (tally: PartTally) => string | number): string => line(label, parts.map(valueOf));
  const kinds = CHANNEL_KINDS.filter((kind) => parts.some(({ out }) => out[kind] !== undefined));
  return [
    row('', ({ part }) => part),
    row('opportunities', ({ opportunities }) => opportunities),
    row('faults', ({ faults }) => faults),
    row('  which are', ({ part }) => FAULTS[part]),
    row('decided', ({ decided }) => decided),
    row('accepted', ({ accepted }) => accepted),
    row('planned', ({ planned }) => planned),
    row('rows of the ledger', ({ ledgerRows }) => ledgerRows),
    ...kinds.map((kind) => row(`out by ${kind}`, ({ out }) => out[kind] ?? 0)),
    row('lost (must be 0)', ({ lost }) => lost),
    row('repeated, same id', ({ repeated }) => repeated),
    row('  at most', ({ repeatBound }) => repeatBound),
    'killed before and after each call of',
    ...kills.map(killLine),
    ...(broken.length === 0 ? ['every bound holds'] : broken.map((what) => `BROKEN  ${what}`)),
  ];
};
