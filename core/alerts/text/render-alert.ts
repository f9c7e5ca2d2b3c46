import type { Alert } from '../../contracts/alert';
import type { ChannelKind } from '../../contracts/channel';
import type { Language } from '../../contracts/user';
import { dollars } from '../hit-block';
import type { LinkAction } from '../plan/links';
import { asciiSubject } from '../subject';
import { chatMessage, type ChannelMessage, type LabelledLink } from './channel-message';
import { localClock, localText, percent } from './figures';
import { message, TYPE_NAMES } from './messages';
import { manyLines, oneLine, withoutLinks } from './neutral-text';
import { packSms, smsSize, withoutEmoji } from './sms-segments';

export interface RenderInput {
  readonly alert: Alert;
  readonly entryPrice: number;
  readonly language: Language;
  readonly timeZone: string;
  /** Sent after its validity: said in every form. */
  readonly isLate: boolean;
  readonly links: readonly MessageLink[];
}

export interface MessageLink {
  readonly action: LinkAction;
  readonly url: string;
}

/** Everything that is not fresh and live says so, first thing. */
const marksOf = ({ alert, language, isLate }: RenderInput): string[] => [
  ...(isLate ? [message(language, 'late_mark', {})] : []),
  ...(alert.market === 'live' ? [] : [message(language, alert.market === 'simulated' ? 'simulated_mark' : 'replay_mark', {})]),
];

const marked = (input: RenderInput, text: string): string => [...marksOf(input), text].join(' ');

interface Words {
  readonly symbol: string;
  readonly signal: string;
  readonly confidence: string;
}

/** `signal` is the source's word, the same in every language. */
const wordsOf = ({ alert }: RenderInput): Words =>
  ({ symbol: withoutLinks(oneLine(alert.symbol, 32)), signal: alert.side.toUpperCase(), confidence: percent(alert.confidence) });

const titleOf = (input: RenderInput): string => marked(input, message(input.language, 'subject', wordsOf(input)));

const timeLine = ({ alert, language, timeZone, isLate }: RenderInput): string =>
  message(language, isLate ? 'late' : 'valid_until', { time: localText(alert.valid_until_ms, timeZone), zone: timeZone });

/** The readable core of an alert: what, how sure, where to enter and until when. */
const summaryLines = (input: RenderInput): string[] => [
  message(input.language, 'reading', {
    type: TYPE_NAMES[input.language][input.alert.opportunity_type], confidence: percent(input.alert.confidence), kind: input.alert.confidence_kind,
  }),
  message(input.language, 'entry', { price: dollars(input.entryPrice) }),
  timeLine(input),
];

const idLine = ({ alert, language }: RenderInput): string => message(language, 'id', { id: oneLine(alert.alert_id) });

/** One segment without emoji; the event's id is always in it whole, so that a repeat can be told from news. */
const smsOf = (input: RenderInput): ChannelMessage => {
  const { alert, entryPrice, language, timeZone } = input;
  const middle = [dollars(entryPrice), message(language, 'sms_until', { clock: localClock(alert.valid_until_ms, timeZone) })];
  const text = packSms(withoutEmoji(marked(input, message(language, 'sms', wordsOf(input)))), middle, oneLine(alert.event_id, 60));
  return { kind: 'sms', text, size: smsSize(text) };
};

const pushOf = (input: RenderInput): ChannelMessage => ({
  kind: 'push',
  title: marked(input, message(input.language, 'push_title', wordsOf(input))),
  body: message(input.language, 'push_body', wordsOf(input)),
  data: { alert_id: input.alert.alert_id, symbol: input.alert.symbol },
});

/** The short form, then the full one as it is stored. SNS takes ASCII subjects only: the stored one, marked. */
const emailOf = (input: RenderInput, lines: readonly string[], links: readonly string[]): ChannelMessage => ({
  kind: 'email',
  subject: titleOf(input),
  snsSubject: asciiSubject(`${input.isLate ? '[LATE] ' : ''}${input.alert.subject}`),
  text: [titleOf(input), ...lines, '', withoutLinks(manyLines(input.alert.text)), '', ...links, message(input.language, 'disclaimer', {})].join('\n'),
});

/** One alert in the form that a kind of channel takes. A pure function: every attempt says the same under the same id. */
export const renderAlert = (kind: ChannelKind, input: RenderInput): ChannelMessage => {
  const lines = summaryLines(input);
  const links = input.links.map(({ action, url }): LabelledLink => ({ label: message(input.language, `link_${action}`, {}), url }));
  switch (kind) {
    case 'sms': return smsOf(input);
    case 'push': return pushOf(input);
    case 'email': return emailOf(input, [...lines, idLine(input)], links.map(({ label, url }) => `${label}: ${url}`));
    case 'webhook': return { kind, payload: { type: 'alert', alert: input.alert, entry_price: input.entryPrice, is_late: input.isLate } };
    case 'telegram': case 'slack': case 'discord':
      return chatMessage(kind, [titleOf(input), ...lines, idLine(input)], links, message(input.language, 'disclaimer', {}));
  }
};
