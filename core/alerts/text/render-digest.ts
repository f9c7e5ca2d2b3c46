import type { ChannelKind } from '../../contracts/channel';
import { HOLD_REASONS, type Digest, type DigestItem } from '../../contracts/digest';
import type { User } from '../../contracts/user';
import { asciiSubject } from '../subject';
import { CHAT_LENGTH, chatLength, chatMessage, type ChannelMessage, type ChatKind } from './channel-message';
import { localText, percent, signedPercent } from './figures';
import { message, REASON_NAMES, TYPE_NAMES } from './messages';
import { oneLine, withoutLinks } from './neutral-text';
import { oneSegment, smsSize, withoutEmoji } from './sms-segments';

type Reader = Pick<User, 'language' | 'time_zone' | 'digest'>;

const marks: Readonly<Record<Exclude<DigestItem['market'], 'live'>, 'simulated_mark' | 'replay_mark'>> = { simulated: 'simulated_mark', replay: 'replay_mark' };

const symbolOf = ({ symbol, market }: DigestItem, { language }: Reader): string => {
  const name = withoutLinks(oneLine(symbol, 32));
  return market === 'live' ? name : `${message(language, marks[market], {})} ${name}`;
};

const lineOf = (item: DigestItem, rank: number, reader: Reader): string => {
  const { language } = reader;
  const line = message(language, 'digest_line', {
    rank: String(rank), symbol: symbolOf(item, reader), signal: item.side.toUpperCase(), type: TYPE_NAMES[language][item.opportunity_type],
    confidence: percent(item.confidence), value: signedPercent(item.score), reason: REASON_NAMES[language][item.reason],
  });
  return item.count === 1 ? line : line + message(language, 'digest_repeats', { count: String(item.count) });
};

const counted = (items: readonly DigestItem[]): number => items.reduce((total, { count }) => total + count, 0);

/** How many were held back: shown, counted as repeats, or beyond the list. */
export const heldCount = ({ items, more }: Digest): number => counted(items) + more;

const reasonsText = ({ reasons }: Digest, { language }: Reader): string =>
  HOLD_REASONS.flatMap((reason) => {
    const count = reasons[reason];
    return count === undefined ? [] : [`${REASON_NAMES[language][reason]} ${count}`];
  }).join(', ');

const subjectOf = (digest: Digest, { language }: Reader): string => message(language, 'digest_subject', { count: String(heldCount(digest)) });

/** `shown` entries at most, and how many more there are: none goes unmentioned. */
const linesOf = (digest: Digest, reader: Reader, shown: number): string[] => {
  const { language, time_zone: zone } = reader;
  const items = digest.items.slice(0, shown);
  const more = heldCount(digest) - counted(items);
  return [
    subjectOf(digest, reader),
    message(language, 'digest_period', { from: localText(digest.from_ms, zone), to: localText(digest.to_ms, zone), zone }),
    message(language, 'digest_reasons', { reasons: reasonsText(digest, reader) }),
    ...items.map((item, index) => lineOf(item, index + 1, reader)),
    ...(more === 0 ? [] : [message(language, 'digest_more', { count: String(more) })]),
    message(language, 'id', { id: digest.digest_id }),
  ];
};

const smsOf = (digest: Digest, reader: Reader): ChannelMessage => {
  const [best] = digest.items;
  const text = best === undefined ? subjectOf(digest, reader) : message(reader.language, 'digest_sms', {
    count: String(heldCount(digest)), symbol: symbolOf(best, reader), signal: best.side.toUpperCase(), confidence: percent(best.confidence),
  });
  const short = oneSegment(withoutEmoji(text));
  return { kind: 'sms', text: short, size: smsSize(short) };
};

/** As many entries as the message has room for; the others are in "and N more". */
const chatOf = (kind: ChatKind, digest: Digest, reader: Reader, footer: string): ChannelMessage => {
  let shown = reader.digest.max_items;
  while (shown > 0 && chatLength(kind, linesOf(digest, reader, shown), footer) > CHAT_LENGTH[kind]) shown -= 1;
  return chatMessage(kind, linesOf(digest, reader, shown), [], footer);
};

/** One digest in the form that a kind of channel takes. */
export const renderDigest = (kind: ChannelKind, digest: Digest, reader: Reader): ChannelMessage => {
  const disclaimer = message(reader.language, 'disclaimer', {});
  switch (kind) {
    case 'sms': return smsOf(digest, reader);
    case 'push': return { kind, title: subjectOf(digest, reader), body: reasonsText(digest, reader), data: { digest_id: digest.digest_id } };
    case 'webhook': return { kind, payload: { type: 'digest', digest } };
    case 'email': return {
      kind, subject: subjectOf(digest, reader), snsSubject: asciiSubject(`Tapewatch digest: ${heldCount(digest)} alerts held back`),
      text: [...linesOf(digest, reader, reader.digest.max_items), '', disclaimer].join('\n'),
    };
    case 'telegram': case 'slack': case 'discord': return chatOf(kind, digest, reader, disclaimer);
  }
};
