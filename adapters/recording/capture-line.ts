/** One line of a recording. Receive times are epoch ms UTC of the recorder's clock, whole ms. */
export type CaptureLine =
  | { readonly kind: 'frame'; readonly text: string; readonly receivedTimeMs: number | undefined }
  /** The recorder's own remarks: which address, what the client sent. */
  | { readonly kind: 'note' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unreadable'; readonly cause: string; readonly sample: string };

const SAMPLE_LENGTH = 120;

export const sampleOf = (text: string): string => (text.length > SAMPLE_LENGTH ? `${text.slice(0, SAMPLE_LENGTH)}...` : text);

/** `<whole number> <frame>`: seconds, ms, µs or ns since 1970, told apart by magnitude; a TAB instead of the space is accepted. */
const NUMBERED = /^(\d{10,19})[ \t](.+)$/s;
/** `<seconds, with fraction>: <frame>` (cryptofeed) or `<seconds with fraction> TAB <frame>`. */
const SECONDS = /^(\d{9,10}\.\d+)(?::\s|\t)(.+)$/s;
/** cryptofeed: `<url> <-> <time>` when connected, `<url> <- <time>: …` what the client sent, `<url> -> <time>: …` a REST answer. */
const NOTE = /^(?:wss?|https?):\/\/\S+ (?:<->|<-|->) /;

const isJsonStart = (text: string): boolean => text.startsWith('{') || text.startsWith('[');

/** Digits to whole ms without losing the ns a double cannot hold. */
const wholeMs = (digits: string): number => {
  if (digits.length >= 18) return Number(digits.slice(0, -6));
  if (digits.length >= 15) return Number(digits.slice(0, -3));
  return digits.length >= 12 ? Number(digits) : Number(digits) * 1000;
};

const frame = (text: string, receivedTimeMs: number | undefined): CaptureLine => ({ kind: 'frame', text, receivedTimeMs });

/** Reads one line by its own shape, so that a file may mix remarks and frames. Never throws. */
export const parseCaptureLine = (line: string): CaptureLine => {
  const text = line.trim();
  if (text === '') return { kind: 'blank' };
  if (isJsonStart(text)) return frame(text, undefined);
  const numbered = NUMBERED.exec(text);
  if (numbered?.[1] !== undefined && numbered[2] !== undefined) return frame(numbered[2], wholeMs(numbered[1]));
  const seconds = SECONDS.exec(text);
  if (seconds?.[1] !== undefined && seconds[2] !== undefined) return frame(seconds[2], Math.floor(Number(seconds[1]) * 1000));
  if (NOTE.test(text)) return { kind: 'note' };
  return {
    kind: 'unreadable', sample: sampleOf(text),
    cause: 'expected "<receive time> <frame>", "<receive seconds>: <frame>" or a JSON frame',
  };
};
