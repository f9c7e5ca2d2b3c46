/** `items.map(work)` with at most `limit` pending at a time; answers in the order of the items. The first rejection rejects. */
export const mapLimited = async <Item, Answer>(
  items: readonly Item[], limit: number, work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> => {
  const answers: Answer[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) answers[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return answers;
};
