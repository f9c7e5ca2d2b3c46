import { answerParts, loadedAt, nextAnswer, WAITING } from '../../../dashboard/state/answer';

const FAILED = { kind: 'failed', reason: 'The server does not answer.' } as const;

describe('what follows an answer', () => {
  test('a failure leaves the value, the time of its answer, and says that it is old, until the next answer', () => {
    const old = nextAnswer(loadedAt({ count: 1 }, 5), FAILED);
    expect(old).toEqual({ kind: 'loaded', value: { count: 1 }, heardMs: 5, problem: FAILED.reason });
    expect(nextAnswer(old, loadedAt({ count: 1 }, 9))).toEqual(loadedAt({ count: 1 }, 9));
  });

  test('before there was any value a failure is all there is to show', () => {
    expect(nextAnswer(WAITING, FAILED)).toEqual(FAILED);
    expect(nextAnswer(FAILED, loadedAt(1, 5))).toEqual(loadedAt(1, 5));
  });

  test('the same value again shows the same parts; another one does not', () => {
    const before = loadedAt({ users: ['a'] }, 5);
    expect(answerParts(nextAnswer(before, loadedAt({ users: ['a'] }, 9)))[1]).toBe(before.value);
    expect(answerParts(nextAnswer(before, loadedAt({ users: ['b'] }, 9)))[1]).toEqual({ users: ['b'] });
  });

  test('the same failure again changes nothing', () => {
    const old = nextAnswer(loadedAt(1, 5), FAILED);
    expect(nextAnswer(old, { ...FAILED })).toBe(old);
  });
});
