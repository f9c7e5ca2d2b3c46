import type { Logger } from '../../adapters/logging';
import type { TextStore } from '../../adapters/text-store';
import type { SavedWhales } from '../../core/whales/saved';
import type { Whales } from './whales';

/** Carries the pools from one process to the next (S2.31). Market data goes on whatever becomes of a save. */
export class Keeper {
  private saving: Promise<boolean> = Promise.resolve(true);

  /** Without a store nothing is kept, and nothing is missing. */
  constructor(private readonly store: TextStore | undefined, private readonly log: Logger) {}

  /** A save that is damaged or of another version is said and left behind: levels are found again, only their ages are lost. */
  async restore(whales: Pick<Whales, 'restore'>): Promise<void> {
    try {
      const text = await this.store?.load();
      if (text === undefined) return;
      const saved = JSON.parse(text) as SavedWhales;
      whales.restore(saved);
      this.log.info('pools-restored', `핫풀 복원 (pools restored): ${saved.watches.length} symbols, saved ${new Date(saved.savedMs).toISOString()}`);
    } catch (error) {
      this.log.error('pools-not-restored', `the saved pools cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** False where it failed. One save at a time: one that is asked for meanwhile waits for the one under way. */
  save(whales: Pick<Whales, 'saved'>): Promise<boolean> {
    const { store } = this;
    if (store === undefined) return Promise.resolve(true);
    this.saving = this.saving.then(async () => {
      try {
        await store.save(JSON.stringify(whales.saved()));
        return true;
      } catch (error) {
        this.log.error('pools-not-saved', `the pools cannot be saved: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      }
    });
    return this.saving;
  }
}
