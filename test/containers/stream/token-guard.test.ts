import { TokenGuard, type GuardOptions } from '../../../containers/stream/token-guard';
import type { StreamToken } from '../../../core/contracts/stream-token';
import { until } from '../../support/until';
import { idOf, MemoryTokens } from './fixture';

const guards: TokenGuard[] = [];
afterEach(() => { for (const guard of guards.splice(0)) guard.stop(); });

const setUp = (times: GuardOptions['times'] = {}, store = new MemoryTokens()) => {
  const clock = { nowMs: 1_700_000_000_000 };
  const closed: string[] = [];
  const problems: unknown[] = [];
  const guard = new TokenGuard({
    store, nowMs: () => clock.nowMs, onClosed: (tokenId, why) => { closed.push(`${tokenId} ${why}`); }, onProblem: (error) => { problems.push(error); }, times: { pollMs: 10, ...times },
  });
  guards.push(guard);
  guard.start();
  const issue = (): string => store.issue('vip', clock.nowMs);
  return { guard, store, clock, closed, problems, issue };
};

describe('the guard', () => {
  test('grants what is stored, not what the text claims', async () => {
    const { guard, issue } = setUp();
    const text = issue();
    expect(await guard.authenticate(text.replace('tw_vip', 'tw_private'))).toMatchObject({ tokenId: idOf(text), tier: 'vip' });
    expect(guard.tokensInUse).toBe(1);
  });

  test('without a table nobody has a token', async () => {
    const { issue, guard } = setUp();
    const none = new TokenGuard({ store: undefined, nowMs: () => 0, onClosed: () => undefined, onProblem: () => undefined });
    expect(await none.authenticate(issue())).toBeUndefined();
    expect(guard.tokensInUse).toBe(0);
  });

  test('what was refused is not in use, nor what was released', async () => {
    const { guard, issue } = setUp();
    const grant = await guard.authenticate(issue());
    await guard.authenticate('nonsense');
    await guard.authenticate(`tw_vip_aaaaaaaaaaaa_${'A'.repeat(43)}`);
    expect(guard.tokensInUse).toBe(1);
    guard.release(grant!);
    expect(guard.tokensInUse).toBe(0);
  });

  test('G8: a revocation elsewhere is seen by the number alone: tokens in use are not read while it stays', async () => {
    const { guard, store, closed, issue } = setUp();
    const text = issue();
    await guard.authenticate(text);
    await until(() => store.reads > 1, 'the first look');
    const before = store.reads;
    await new Promise((resolve) => { setTimeout(resolve, 60); });
    expect(store.reads).toBe(before);
    await store.revoke(idOf(text), 1_700_000_000_000);
    await until(() => closed.length > 0, 'the closing');
    expect(closed[0]).toBe(`${idOf(text)} revoked`);
  });

  test('G8: a token that vanished without a revocation is found within the minute', async () => {
    const { guard, store, clock, closed, issue } = setUp();
    const text = issue();
    await guard.authenticate(text);
    store.tokens.clear();
    await new Promise((resolve) => { setTimeout(resolve, 40); });
    closed.splice(0);
    clock.nowMs += 60_000;
    await until(() => closed.length > 0, 'the closing');
  });

  test('G8: a token that is revoked while it is being looked up is not granted', async () => {
    class Slow extends MemoryTokens {
      override async get(tokenId: string): Promise<StreamToken | undefined> {
        const found = await super.get(tokenId);
        await new Promise((resolve) => { setTimeout(resolve, 60); });
        return found;
      }
    }
    const { guard, store, issue } = setUp({}, new Slow());
    await until(() => guard.tokensInUse === 0, 'the start');
    await new Promise((resolve) => { setTimeout(resolve, 30); });
    const text = issue();
    const grant = guard.authenticate(text);
    await store.revoke(idOf(text), 1_700_000_000_000);
    expect(await grant).toBeUndefined();
  });

  test('a table that does not answer closes nothing for ten minutes, and everything after them', async () => {
    const { guard, store, clock, closed, problems, issue } = setUp();
    const text = issue();
    await guard.authenticate(text);
    store.isDown = true;
    clock.nowMs += 599_000;
    await until(() => problems.length > 2, 'failures');
    expect(closed).toEqual([]);
    clock.nowMs += 2_000;
    await until(() => closed.length > 0, 'the closing');
    expect(closed[0]).toBe(`${idOf(text)} unchecked`);
  });
});
