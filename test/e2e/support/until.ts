const DEADLINE_MS = 30_000;

/** Waits until the condition holds; throws with `what` and the state of things when it never does. */
export const until = async (isTrue: () => boolean, what: string, state: () => unknown = () => undefined): Promise<void> => {
  const deadline = performance.now() + DEADLINE_MS;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`never happened: ${what} ${JSON.stringify(state()) ?? ''}`);
    await new Promise((resolve) => { setTimeout(resolve, 25); });
  }
};
