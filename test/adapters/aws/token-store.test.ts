import { makeTokenStore } from '../../../adapters/aws/token-store';
import { issueToken } from '../../../adapters/stream-tokens/token-text';
import { startEmulators, type Emulators } from '../../support/emulators';

const NOW_MS = 1_700_000_000_000;
let emulators: Emulators;
beforeAll(async () => {
  emulators = await startEmulators();
  await emulators.createTable('tokens', 'token_id');
});
afterAll(() => emulators.stop());

const storeOf = () => makeTokenStore({ client: emulators.tables, tableName: 'tokens' });
const issue = (label: string, nowMs = NOW_MS) => issueToken({ tier: 'vip', label, days: 1 }, nowMs).stored;

describe('the table of tokens', () => {
  test('a token that was put is got as it was, and an unknown one is not there', async () => {
    const token = issue('first');
    await storeOf().put(token);
    expect(await storeOf().get(token.token_id)).toEqual(token);
    expect(await storeOf().get('aaaaaaaaaaaa')).toBeUndefined();
  });

  test('all are listed by the time of issue, without the items beside them', async () => {
    const [later, earlier] = [issue('later', NOW_MS + 5_000), issue('earlier', NOW_MS - 5_000)];
    await storeOf().put(later);
    await storeOf().put(earlier);
    const listed = await storeOf().list();
    expect(listed[0]).toEqual(earlier);
    expect(listed.at(-1)).toEqual(later);
  });

  test('G8: a revocation is marked and changes the number that every stream task watches; an unknown token changes nothing', async () => {
    const token = issue('gone');
    await storeOf().put(token);
    const before = await storeOf().revocations();
    expect(await storeOf().revoke(token.token_id, NOW_MS + 7_000)).toBe(true);
    expect((await storeOf().get(token.token_id))?.revoked_at).toBe(1_700_000_007);
    expect(await storeOf().revocations()).toBe(before + 1);
    expect(await storeOf().revoke('aaaaaaaaaaaa', NOW_MS)).toBe(false);
    expect(await storeOf().revocations()).toBe(before + 1);
  });

  test('a second revocation keeps the first time and is told again: the first teller may have died before it told', async () => {
    const token = issue('twice');
    await storeOf().put(token);
    const before = await storeOf().revocations();
    await storeOf().revoke(token.token_id, NOW_MS);
    expect(await storeOf().revoke(token.token_id, NOW_MS + 99_000)).toBe(true);
    expect((await storeOf().get(token.token_id))?.revoked_at).toBe(1_700_000_000);
    expect(await storeOf().revocations()).toBe(before + 2);
  });

  test('C2.21: the whole table holds no secret', async () => {
    const { text, stored } = issueToken({ tier: 'private', label: 'secret', days: 1 }, NOW_MS);
    await storeOf().put(stored);
    expect(JSON.stringify(await emulators.itemsIn('tokens'))).not.toContain(text.slice(-43));
  });
});
