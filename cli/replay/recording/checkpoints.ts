import { differenceText, firstDifference } from '../compare/first-difference';

/** A stored state that the replay did not arrive at. */
export interface CheckpointDifference {
  readonly segment: string;
  /** Ordinal of the state's record over the whole session. */
  readonly record: number;
  /** The first field of the state that differs, with both values. */
  readonly field: string;
}

export interface CheckpointReport {
  /** States with which the replay was equal, out of those that it passed on its way; the one it began with is none of them. */
  readonly verified: number;
  readonly total: number;
  readonly firstDifference: CheckpointDifference | undefined;
}

/** By tag, not by class: what was deserialised elsewhere has other classes. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Containers that have no fields by name as those that have. */
const plain = (value: unknown): unknown => {
  if (ArrayBuffer.isView(value)) return { ...value };
  switch (tagOf(value)) {
    case 'Map': return [...(value as Map<unknown, unknown>)].map(([key, one]) => [plain(key), plain(one)]);
    case 'Set': return [...(value as Set<unknown>)].map(plain);
    case 'Array': return (value as unknown[]).map(plain);
    case 'Object': return Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, plain(one)]));
    default: return value;
  }
};

/** Counts the stored states that a replay arrives at, and names the first that it does not. */
export class Checkpoints {
  private verified = 0;
  private total = 0;
  private firstDifference: CheckpointDifference | undefined;

  /** `there` is only asked for where the hashes differ. */
  add(segment: string, record: number, isEqual: boolean, there: () => unknown, here: () => unknown): void {
    this.total += 1;
    if (isEqual) this.verified += 1;
    else this.firstDifference ??= { segment, record, field: this.fieldText(there(), here()) };
  }

  report(): CheckpointReport {
    return { verified: this.verified, total: this.total, firstDifference: this.firstDifference };
  }

  private fieldText(there: unknown, here: unknown): string {
    const difference = firstDifference(plain(there), plain(here));
    return difference === undefined ? 'no field by value: the stored hash is not that of the stored state' : differenceText(difference);
  }
}

export const checkpointLines = ({ verified, total, firstDifference: first }: CheckpointReport): string[] => {
  if (total === 0) return ['Checkpoints: none in this span'];
  return [
    `Checkpoints: state equal at ${verified} of ${total}`,
    ...(first === undefined ? [] : [`  the first that differs: ${first.segment}, record ${first.record}: ${first.field}`]),
  ];
};
