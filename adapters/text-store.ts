/** One text that outlives the process: the last whole one that was saved, whatever dies while another is being written. */
export interface TextStore {
  /** Undefined where nothing was ever saved. @throws Error naming the place when what is there is damaged. */
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}
