/** Which call of a process is its last, and whether it is still made. */
export interface KillPoint {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

interface Progress {
  next: KillPoint;
  /** Calls before and after which a process died. */
  reached: number;
  isWhole: boolean;
}

const FIRST: KillPoint = { call: 1, moment: 'before' };

/** For each kind of work: before call 1, after call 1, before call 2 and so on, and from the beginning once a process outlived its last call. */
export class KillCycle {
  private readonly kinds = new Map<string, Progress>();

  next(kind: string): KillPoint {
    return this.of(kind).next;
  }

  died(kind: string): void {
    const progress = this.of(kind);
    const { call, moment } = progress.next;
    if (moment === 'after') progress.reached = Math.max(progress.reached, call);
    progress.next = moment === 'before' ? { call, moment: 'after' } : { call: call + 1, moment: 'before' };
  }

  /** The process had fewer calls to make: every one of them has been its last. */
  survived(kind: string): void {
    const progress = this.of(kind);
    progress.next = FIRST;
    progress.isWhole = true;
  }

  /** By kind: how many calls have been the last one, and whether there are no more. */
  coverage(): { readonly kind: string; readonly calls: number; readonly isWhole: boolean }[] {
    return [...this.kinds].map(([kind, { reached, isWhole }]) => ({ kind, calls: reached, isWhole }));
  }

  private of(kind: string): Progress {
    const known = this.kinds.get(kind) ?? { next: FIRST, reached: 0, isWhole: false };
    this.kinds.set(kind, known);
    return known;
  }
}
