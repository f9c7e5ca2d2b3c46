import fc from 'fast-check';
import { ReadWriteLock } from '../../../local/services/read-write-lock';

describe('the lock between ordinary calls and transactions', () => {
  test('a writer is alone and readers share, for any order of arrival and any failures', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 30 }), async (scheduler, calls) => {
      const lock = new ReadWriteLock();
      const inside = { readers: 0, writers: 0 };
      const broken: string[] = [];
      const work = (writes: boolean, fails: boolean) => async (): Promise<void> => {
        if (inside.writers > 0 || (writes && inside.readers > 0)) broken.push('not alone');
        inside[writes ? 'writers' : 'readers'] += 1;
        await scheduler.schedule(Promise.resolve());
        inside[writes ? 'writers' : 'readers'] -= 1;
        if (fails) throw new Error('asked to fail');
      };
      const all = Promise.allSettled(calls.map(([writes, fails]) => (writes ? lock.exclusive(work(true, fails)) : lock.shared(work(false, fails)))));
      const results = await scheduler.waitFor(all);
      expect(broken).toEqual([]);
      expect(results.map(({ status }) => status === 'rejected')).toEqual(calls.map(([, fails]) => fails));
    }));
  });
});
