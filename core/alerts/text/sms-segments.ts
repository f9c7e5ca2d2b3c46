/**
 * GSM 03.38 default alphabet (3GPP TS 23.038, 6.2.1) without the escape. One character takes one septet.
 */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table (6.2.1.1): escape and character, two septets. */
const EXTENSION = new Set('\f^{}\\[~]|€');

export type SmsEncoding = 'gsm7' | 'ucs2';

export interface SmsSize {
  readonly encoding: SmsEncoding;
  /** Septets for GSM-7, 16-bit units for UCS-2. */
  readonly units: number;
  readonly segments: number;
}

/** Units that fit one message alone, and into each part of a longer one beside its header of 6 bytes (3GPP TS 23.040). */
const CAPACITY: Readonly<Record<SmsEncoding, { readonly single: number; readonly part: number }>> = {
  gsm7: { single: 160, part: 153 },
  ucs2: { single: 70, part: 67 },
};

const septetsOf = (character: string): number | undefined => {
  if (BASIC.has(character)) return 1;
  return EXTENSION.has(character) ? 2 : undefined;
};

/** Units of each character, or undefined where one is not in the alphabet: then the whole message is UCS-2. */
const gsmWidths = (characters: readonly string[]): readonly number[] | undefined => {
  const widths = characters.map(septetsOf);
  return widths.every((width) => width !== undefined) ? widths : undefined;
};

/** Parts that the characters fill, none being cut in two: an escape pair or a surrogate pair goes into the next part whole. */
const partsOf = (widths: readonly number[], part: number): number => {
  let [parts, used] = [1, 0];
  for (const width of widths) {
    if (used + width > part) [parts, used] = [parts + 1, 0];
    used += width;
  }
  return parts;
};

export const smsSize = (text: string): SmsSize => {
  const characters = [...text];
  const gsm = gsmWidths(characters);
  const widths = gsm ?? characters.map((character) => character.length);
  const encoding: SmsEncoding = gsm === undefined ? 'ucs2' : 'gsm7';
  const units = widths.reduce((total, width) => total + width, 0);
  const { single, part } = CAPACITY[encoding];
  return { encoding, units, segments: units <= single ? 1 : partsOf(widths, part) };
};

/** Emoji force UCS-2 and some Korean carriers drop them. Digits and signs that could take an emoji form stay. */
export const withoutEmoji = (text: string): string =>
  text.replace(/[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\u20e3\ufe0e\ufe0f]/gu, '').replace(/ {2,}/g, ' ').trim();

/** The text if it fits one segment, else as many of its leading characters as do. */
export const oneSegment = (text: string): string => {
  if (smsSize(text).segments === 1) return text;
  const characters = [...text];
  let [fits, tooMany] = [0, characters.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (smsSize(characters.slice(0, middle).join('')).segments === 1) fits = middle; else tooMany = middle;
  }
  return characters.slice(0, fits).join('').trimEnd();
};

/**
 * `first` and `last`, and between them as many of `middle`, most important first, as fit one segment with them; in their order.
 * `last` (the id to refer to) stays whole: `first` gives way if even the two are too long.
 */
export const packSms = (first: string, middle: readonly string[], last: string): string => {
  const join = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
  let kept: string[] = [];
  for (const part of middle) {
    const more = [...kept, part];
    if (smsSize(join([first, ...more, last])).segments === 1) kept = more;
  }
  const whole = join([first, ...kept, last]);
  if (smsSize(whole).segments === 1) return whole;
  let head = [...first];
  while (head.length > 0 && smsSize(join([head.join(''), last])).segments > 1) head = head.slice(0, -1);
  return oneSegment(join([head.join('').trimEnd(), last]));
};
