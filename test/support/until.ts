/** Resolves once it is true; polls. @throws Error naming `what` after ten seconds, or as long as is given. */
export const until = async (isTrue: () => boolean, what: string, withinMs = 10_000): Promise<void> => {
  const deadline = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
};
