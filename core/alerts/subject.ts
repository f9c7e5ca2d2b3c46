/** SNS wants fewer than 100 characters in an e-mail subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT = 99;
const EMPTY = 'Tapewatch alert';

/**
 * Any text as an SNS subject: printable ASCII on one line, beginning with a visible character, at most 99 long. Line breaks and
 * controls become a space and other characters `?`, since SNS refuses the whole message otherwise.
 */
export const asciiSubject = (text: string): string => {
  const ascii = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').replace(/[^\x20-\x7e]+/gu, '?').trim();
  const cut = ascii.length > MAX_SUBJECT ? `${ascii.slice(0, MAX_SUBJECT - 3).trimEnd()}...` : ascii;
  return cut === '' ? EMPTY : cut;
};
