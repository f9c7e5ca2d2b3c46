/** No test promises a time: long enough for a machine that is busy with ten other things, and short of the test's own limit. */
const DEADLINE_MS = 50_000;

/** Resolves once it is true; polls. @throws Error naming `what`, and the state of things, when it never is. */
export const until = async (isTrue: () => boolean | Promise<boolean>, what: string, state: () => unknown = () => undefined, withinMs = DEADLINE_MS): Promise<void> => {
  const deadlineMs = performance.now() + withinMs;
  while (!await isTrue()) {
    if (performance.now() > deadlineMs) throw new Error(`never happened: ${what} ${JSON.stringify(state()) ?? ''}`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
};

/** Resolves with what `find` returns once it returns something. */
export const untilFound = async <T>(find: () => T | undefined | false, what: string): Promise<T> => {
  let found: T | undefined | false;
  await until(() => {
    found = find();
    return found !== undefined && found !== false;
  }, what);
  return found as T;
};
