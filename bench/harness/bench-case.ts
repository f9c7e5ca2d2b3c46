/** What a figure has to be: so many times cheaper than the peer, at most such a share of it, or at most so much in its own unit. */
export type Goal =
  | { readonly timesCheaper: number }
  | { readonly timesItsCost: number }
  | { readonly atMost: number };

/** One line of the table. `ours` and `peer` are medians in `unit`; ratios are taken per round, so that a noisy minute hits both sides. */
export interface Row {
  readonly figure: string;
  /** Who is compared with; null where the figure stands alone. */
  readonly peerName: string | null;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number | null;
  /** Median, least and largest of the rounds' ratios in the goal's sense: peer / ours where it is to be cheaper, else ours / peer. */
  readonly ratio: number | null;
  readonly ratioMin: number | null;
  readonly ratioMax: number | null;
  readonly runs: number;
  /** Null where the figure is stated for its own sake. */
  readonly goal: Goal | null;
  readonly isReached: boolean | null;
  readonly note?: string;
}

/** How much a case is to do, and what it may use. */
export interface BenchContext {
  readonly rounds: number;
  readonly warmups: number;
  /** For a first look: fewer rounds, shorter streams, figures that are not to be quoted. */
  readonly isQuick: boolean;
  /** False without the packages of bench/package.json: rows that need one are left out. */
  readonly hasPeers: boolean;
  /** Folder of the compiled programs, for cases that start processes. */
  readonly programs: string;
  readonly progress: (text: string) => void;
}

/** One file of bench/cases. Runs in a process of its own, with `--expose-gc`, pinned to one cpu where the machine can. */
export interface BenchCase {
  /** For `--only`. */
  readonly name: string;
  /** False for a case that pins the processes which it starts. */
  readonly isPinned: boolean;
  readonly run: (context: BenchContext) => Promise<readonly Row[]>;
}
