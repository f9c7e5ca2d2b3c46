/** What a question to the HTTP API came to; `reason` and `problem` are sentences for the reader. */
export type Answer<Value> =
  | { readonly kind: 'waiting' }
  | Loaded<Value>
  | { readonly kind: 'failed'; readonly reason: string };

export interface Loaded<Value> {
  readonly kind: 'loaded';
  readonly value: Value;
  /** When it was answered, epoch ms of this machine. */
  readonly heardMs: number;
  /** Why it could not be had again since; undefined where the last question was answered. */
  readonly problem: string | undefined;
}

export const WAITING = { kind: 'waiting' } as const;

export const loadedAt = <Value>(value: Value, heardMs: number): Loaded<Value> => ({ kind: 'loaded', value, heardMs, problem: undefined });

/** Compared as text: values are what was parsed from JSON by one contract, so equal ones have their fields in one order. */
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A question that fails leaves what was known, which is then told to be old; an answer that says the same again stays the same value, so that
 * nothing is built anew and neither focus nor scroll is lost.
 */
export const nextAnswer = <Value>(before: Answer<Value>, answer: Answer<Value>): Answer<Value> => {
  if (before.kind !== 'loaded') return answer;
  if (answer.kind === 'failed') return before.problem === answer.reason ? before : { ...before, problem: answer.reason };
  return answer.kind === 'loaded' && isEqual(before.value, answer.value) ? { ...answer, value: before.value } : answer;
};

/** What a view shows of an answer: the same parts, nothing to do. */
export const answerParts = (answer: Answer<unknown>): readonly unknown[] => {
  switch (answer.kind) {
    case 'waiting': return [answer.kind, undefined, undefined];
    case 'failed': return [answer.kind, answer.reason, undefined];
    case 'loaded': return [answer.kind, answer.value, answer.problem];
  }
};
