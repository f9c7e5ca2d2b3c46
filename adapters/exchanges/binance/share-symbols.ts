/**
 * Shares symbols out over connections, as evenly as new ones allow and at most `maxPerConnection` on each; more connections where `connections`
 * are too few. A symbol that is on a connection stays there, so that a change of the list moves nothing else.
 */
export const shareSymbols = (
  current: readonly (readonly string[])[], wanted: readonly string[], connections: number, maxPerConnection: number,
): string[][] => {
  const wantedSet = new Set(wanted);
  const plan = current.map((symbols) => symbols.filter((symbol) => wantedSet.has(symbol)));
  while (plan.length < Math.max(connections, Math.ceil(wantedSet.size / maxPerConnection))) plan.push([]);
  const placed = new Set(plan.flat());
  for (const symbol of wantedSet) if (!placed.has(symbol)) leastOf(plan).push(symbol);
  return plan;
};

/** The first of the shortest lists. There is room on it: the lists together hold more than is wanted. */
const leastOf = (plan: readonly string[][]): string[] => plan.reduce((least, each) => (each.length < least.length ? each : least));
