import type { TextStore } from '../../../adapters/text-store';
import { createLogger } from '../../../adapters/logging';
import { Keeper } from '../../../containers/whales/keeper';
import type { SavedWhales } from '../../../core/whales/saved';

const saved = { schema: 'whale-pools.v1', savedMs: 1_700_000_000_000, watches: [] } as unknown as SavedWhales;

const storeOf = (text?: string): TextStore & { texts: string[]; fails: boolean } => ({
  texts: [], fails: false,
  load: () => Promise.resolve(text),
  async save(next) {
    await Promise.resolve();
    if (this.fails) throw new Error('table whales cannot be reached');
    this.texts.push(next);
  },
});

const linesOf = () => {
  const lines: string[] = [];
  return { lines, log: createLogger({ service: 'whales', format: 'human', write: (line) => { lines.push(line); } }) };
};

describe('S2.31: the pools from one process to the next', () => {
  test('what was saved is restored before anything is accepted', async () => {
    const { lines, log } = linesOf();
    const restored: SavedWhales[] = [];
    await new Keeper(storeOf(JSON.stringify(saved)), log).restore({ restore: (found) => { restored.push(found); } });
    expect(restored).toEqual([saved]);
    expect(lines.join()).toContain('핫풀 복원');
  });

  test('without a store, or before the first save, nothing is restored and nothing is wrong', async () => {
    const { lines, log } = linesOf();
    const never = { restore: () => { throw new Error('not expected'); } };
    await new Keeper(undefined, log).restore(never);
    await new Keeper(storeOf(undefined), log).restore(never);
    expect(lines).toEqual([]);
    expect(await new Keeper(undefined, log).save({ saved: () => saved })).toBe(true);
  });

  test.each([['not JSON', '{"schema":'], ['of another version', '{"schema":"whale-pools.v0"}']])('a save that is %s is said and left behind', async (_, text) => {
    const { lines, log } = linesOf();
    await new Keeper(storeOf(text), log).restore({ restore: () => { throw new RangeError('schema of the saved pools is whale-pools.v0'); } });
    expect(lines.join()).toContain('the saved pools cannot be used');
  });

  test('a save that fails is false and said, and the next one is tried again', async () => {
    const { lines, log } = linesOf();
    const store = storeOf();
    const keeper = new Keeper(store, log);
    store.fails = true;
    expect(await keeper.save({ saved: () => saved })).toBe(false);
    store.fails = false;
    expect(await keeper.save({ saved: () => saved })).toBe(true);
    expect(store.texts).toEqual([JSON.stringify(saved)]);
    expect(lines.join()).toContain('the pools cannot be saved: table whales cannot be reached');
  });

  test('two saves at once follow each other, each with what then stands', async () => {
    const store = storeOf();
    const keeper = new Keeper(store, linesOf().log);
    let stands = 0;
    await Promise.all([1, 2].map(() => keeper.save({ saved: () => ({ ...saved, savedMs: (stands += 1) }) })));
    expect(store.texts.map((text) => (JSON.parse(text) as SavedWhales).savedMs)).toEqual([1, 2]);
  });
});
