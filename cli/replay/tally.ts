export interface Count {
  readonly name: string;
  readonly count: number;
  /** The first that was counted under this name, where one was kept. */
  readonly sample?: string;
}

/** Counts by name, most frequent first, with the first sample of each. */
export class Tally {
  private readonly entries = new Map<string, { count: number; readonly sample: string | undefined }>();

  /** More names than this are counted together: a hostile file must not fill the memory with causes. */
  constructor(private readonly maxNames = 200) {}

  add(name: string, sample?: string): void {
    const known = this.entries.get(name);
    if (known !== undefined) known.count += 1;
    else if (this.entries.size < this.maxNames || name === 'others') this.entries.set(name, { count: 1, sample });
    else this.add('others', sample);
  }

  rows(): Count[] {
    return [...this.entries]
      .map(([name, { count, sample }]) => ({ name, count, ...(sample === undefined ? {} : { sample }) }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }
}
