/** Arguments per request (S1.41) and characters of arguments per connection (C1.4; ws/connect page, "args length"). */
export const MAX_ARGS_PER_REQUEST = 48;
export const MAX_ARGS_CHARS_PER_CONNECTION = 21_000;

/** What one topic adds to the arguments as they are sent: the text, two quotes and a comma. */
export const argumentChars = (topics: readonly string[]): number => topics.reduce((sum, topic) => sum + topic.length + 3, 0);

export const inBatches = (topics: readonly string[], size = MAX_ARGS_PER_REQUEST): string[][] =>
  Array.from({ length: Math.ceil(topics.length / size) }, (_, index) => topics.slice(index * size, (index + 1) * size));

/** The two brackets of the arguments. */
const BRACKETS = 2;

/**
 * Shares symbols out over connections, each with at most `maxChars` of arguments. A symbol that is on a connection stays
 * there, so that a change of the list moves nothing else; all topics of a symbol share a connection. Connections that
 * lost every symbol stay in the plan as empty lists. Throws when the topics of a single symbol do not fit.
 */
export const shareOut = (
  current: readonly (readonly string[])[], wanted: readonly string[], topicsOf: (symbol: string) => readonly string[],
  maxChars = MAX_ARGS_CHARS_PER_CONNECTION,
): string[][] => {
  const wantedSet = new Set(wanted);
  const plan = current.map((symbols) => symbols.filter((symbol) => wantedSet.has(symbol)));
  const chars = plan.map((symbols) => symbols.reduce((sum, symbol) => sum + argumentChars(topicsOf(symbol)), BRACKETS));
  const placed = new Set(plan.flat());
  for (const symbol of wantedSet) {
    if (placed.has(symbol)) continue;
    const cost = argumentChars(topicsOf(symbol));
    if (cost + BRACKETS > maxChars) throw new Error(`topics of symbol "${symbol.slice(0, 40)}" need ${cost} characters: expected at most ${maxChars - BRACKETS}`);
    let index = chars.findIndex((used) => used + cost <= maxChars);
    if (index === -1) {
      index = plan.push([]) - 1;
      chars.push(BRACKETS);
    }
    plan[index]?.push(symbol);
    chars[index] = (chars[index] ?? 0) + cost;
  }
  return plan;
};
