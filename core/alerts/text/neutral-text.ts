/**
 * Text from outside (names of symbols and detectors, what a channel answered) made harmless for where it is shown. Every function
 * takes any string and is idempotent where the escaping allows it; none throws.
 */

/** C0, DEL and C1 controls, line and paragraph separators: in a header or a log they begin a new line. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Marks that turn or hide text: bidirectional embeddings, overrides and isolates (Trojan Source, CVE-2021-42574), and invisibles. */
const INVISIBLE = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f]|\u{1d173}/gu;
/** Halves of a surrogate pair alone, and code points that are no characters: SQS and SNS refuse or replace them. */
const NO_CHARACTER = /[\p{Cs}\ufffe\uffff\ufdd0-\ufdef]|[\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}\u{10fffe}\u{10ffff}]/gu;

/** One line of visible text, spaces single, at most `maxLength` code points. */
export const oneLine = (text: string, maxLength = 200): string => {
  const line = text.replace(CONTROLS, ' ').replace(INVISIBLE, '').replace(NO_CHARACTER, '\ufffd').replace(/\s+/gu, ' ').trim();
  const points = [...line];
  return points.length <= maxLength ? line : `${points.slice(0, maxLength - 1).join('').trimEnd()}…`;
};

/** The same with its line breaks, which are the only controls that stay: for a body of our own making. */
export const manyLines = (text: string): string =>
  text.split(/\r\n|[\r\n\u2028\u2029]/u).map((line) => line.replace(CONTROLS, ' ').replace(INVISIBLE, '').replace(NO_CHARACTER, '\ufffd')).join('\n');

/** Slack's three control characters; `<!channel>`, `<@U1>` and `<url|text>` all begin with one. https://docs.slack.dev/messaging/formatting-message-text */
export const slackText = (text: string): string =>
  manyLines(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/**
 * Discord's Markdown escaped, and mentions broken by a zero-width space. The sender sets `allowed_mentions: { parse: [] }` besides,
 * which is what keeps anybody from being called. https://discord.com/developers/docs/resources/message#allowed-mentions-object
 */
export const discordText = (text: string): string =>
  manyLines(text).replace(/[\\*_~`|>#[\]()<:-]/g, '\\$&').replace(/@/g, '@\u200b');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** One line safe for an HTML element's content and for a quoted attribute. */
export const htmlText = (text: string): string => oneLine(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Links that mail programs and chats make of bare text, broken at the dot or the scheme: a name must not become a link. */
export const withoutLinks = (text: string): string =>
  text.replace(/:\/\//g, ':\u2044\u2044').replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2,})/gu, '\u2024');
