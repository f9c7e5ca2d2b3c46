/**
 * The same numbers in an array of objects on the heap, neighbours that are equal as one object: so the clock's reading comes to a feed, once
 * for all that one socket read brought. Out of an array of plain doubles each reading would be a new object, at the expense of whoever asks.
 */
export const sameNumbers = (values: Iterable<number>): readonly number[] => {
  const objects: (number | undefined)[] = [undefined];
  let last: number | undefined;
  for (const value of values) {
    if (value !== last) last = value;
    objects.push(last);
  }
  objects.shift();
  return objects as number[];
};
