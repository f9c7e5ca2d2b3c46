/**
 * Answers by key, each kept for `keepMs`: whoever asks meanwhile gets the same one, also while it is still being read. A failed read is
 * not kept.
 */
export const keptFor = <Answer>(keepMs: number, nowMs: () => number) => {
  const kept = new Map<string, { readonly answer: Promise<Answer>; readonly untilMs: number }>();
  return (key: string, read: () => Promise<Answer>): Promise<Answer> => {
    const known = kept.get(key);
    if (known !== undefined && nowMs() < known.untilMs) return known.answer;
    const answer = read();
    kept.set(key, { answer, untilMs: nowMs() + keepMs });
    answer.catch(() => { kept.delete(key); });
    return answer;
  };
};
