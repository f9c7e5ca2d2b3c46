import type { LinkGrant } from '../../core/alerts/plan/links';
import { duration } from '../../core/alerts/text/figures';
import { message } from '../../core/alerts/text/messages';
import { htmlText, oneLine, withoutLinks } from '../../core/alerts/text/neutral-text';
import { LANGUAGES, type Language, type User } from '../../core/contracts/user';
import type { ApiAnswer } from './http';

/** Plain HTML without style or script: nothing is loaded, and its form posts to this page alone. The token stays out of caches and referrers. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': 'default-src \'none\'; form-action \'self\'; base-uri \'none\'; frame-ancestors \'none\'',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

const pageOf = (status: number, language: Language, body: string): ApiAnswer => ({
  status, headers: HEADERS,
  body: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`
    + `<title>Tapewatch</title></head><body><main><h1>Tapewatch</h1>${body}</main></body></html>`,
});

const paragraph = (text: string): string => `<p>${htmlText(text)}</p>`;

type Reader = Pick<User, 'language' | 'snooze_minutes'>;

const valuesOf = ({ symbol }: LinkGrant, { language, snooze_minutes: minutes }: Reader) =>
  ({ symbol: withoutLinks(oneLine(symbol, 32)), time: duration(minutes, language) });

/** One button. Without an action the form posts to the address that the page was opened by. */
export const askPage = (grant: LinkGrant, reader: Reader): ApiAnswer => {
  const label = message(reader.language, `link_ask_${grant.action}`, valuesOf(grant, reader));
  return pageOf(200, reader.language, `<form method="post"><button>${htmlText(label)}</button></form>`);
};

export const donePage = (grant: LinkGrant, reader: Reader): ApiAnswer =>
  pageOf(200, reader.language, paragraph(message(reader.language, `link_done_${grant.action}`, valuesOf(grant, reader))));

const REFUSALS = { used: [409, 'link_used'], expired: [410, 'link_expired'], busy: [503, 'link_busy'] } as const;

export const refusalPage = (kind: keyof typeof REFUSALS, { language }: Reader): ApiAnswer => {
  const [status, key] = REFUSALS[kind];
  return pageOf(status, language, paragraph(message(language, key, {})));
};

/** Whose it was is not known, so it is said in every language. */
export const wrongPage = (): ApiAnswer => pageOf(403, 'en', LANGUAGES.map((language) => paragraph(message(language, 'link_wrong', {}))).join(''));
