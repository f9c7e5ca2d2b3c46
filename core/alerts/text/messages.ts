import type { OpportunityType } from '../../contracts/common';
import type { HoldReason } from '../../contracts/digest';
import type { Language } from '../../contracts/user';

type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** The Korean ones are the source's as far as it gives them: subject, push title, push body (S3.20). */
const KO = {
  subject: '🚨 {symbol} {signal} 시그널',
  push_title: '📈 {symbol} 시그널',
  push_body: '{signal} - 신뢰도: {confidence}%',
  sms: '{symbol} {signal} {confidence}%',
  sms_until: '{clock}까지',
  reading: '{type}, 신뢰도 {confidence}% ({kind})',
  entry: '진입가 {price}',
  valid_until: '유효 시간: {time} ({zone})까지',
  late: '지연 알림: 진입 유효 시간은 {time} ({zone})까지였습니다',
  late_mark: '[지연]',
  simulated_mark: '[모의]',
  replay_mark: '[재생]',
  id: 'ID: {id}',
  digest_subject: '📋 보류된 알림 {count}건',
  digest_period: '{from} ~ {to} ({zone})',
  digest_line: '{rank}. {symbol} {signal} {type} {confidence}%, 기대 수익 {value}, {reason}',
  digest_repeats: ' (x{count})',
  digest_more: '그 외 {count}건',
  digest_reasons: '보류 사유: {reasons}',
  digest_sms: '보류된 알림 {count}건, 최고 {symbol} {signal} {confidence}%',
  link_useful: '유용함',
  link_noise: '불필요',
  link_snooze: '일시 중지',
  link_ask_useful: '{symbol} 알림이 유용했습니다',
  link_ask_noise: '{symbol} 알림은 불필요했습니다',
  link_ask_snooze: '{symbol} 알림을 {time} 동안 중지',
  link_done_useful: '감사합니다. 이런 알림의 순위를 높입니다.',
  link_done_noise: '감사합니다. 이런 알림의 순위를 낮춥니다.',
  link_done_snooze: '{symbol} 알림을 {time} 동안 보내지 않습니다.',
  link_used: '이미 답하신 링크입니다.',
  link_expired: '만료된 링크입니다.',
  link_wrong: '올바른 링크가 아닙니다.',
  link_busy: '지금은 처리할 수 없습니다. 잠시 후 다시 시도하세요.',
  disclaimer: '정보 제공용이며 투자 조언이 아닙니다. 원금 손실이 발생할 수 있습니다.',
} as const;

export type MessageKey = keyof typeof KO;
export type MessageValues<K extends MessageKey> = Readonly<Record<Names<(typeof KO)[K]>, string>>;

const EN: Readonly<Record<MessageKey, string>> = {
  subject: '🚨 {symbol} {signal} signal',
  push_title: '📈 {symbol} signal',
  push_body: '{signal} - confidence: {confidence}%',
  sms: '{symbol} {signal} {confidence}%',
  sms_until: 'until {clock}',
  reading: '{type}, confidence {confidence}% ({kind})',
  entry: 'Entry {price}',
  valid_until: 'Valid until {time} ({zone})',
  late: 'LATE: the entry was valid until {time} ({zone})',
  late_mark: '[LATE]',
  simulated_mark: '[SIMULATED]',
  replay_mark: '[REPLAY]',
  id: 'Id: {id}',
  digest_subject: '📋 {count} alerts held back',
  digest_period: '{from} to {to} ({zone})',
  digest_line: '{rank}. {symbol} {signal} {type} {confidence}%, expected {value}, {reason}',
  digest_repeats: ' (x{count})',
  digest_more: 'and {count} more',
  digest_reasons: 'Held back: {reasons}',
  digest_sms: '{count} alerts held back, best {symbol} {signal} {confidence}%',
  link_useful: 'Useful',
  link_noise: 'Noise',
  link_snooze: 'Snooze',
  link_ask_useful: 'The {symbol} alert was useful',
  link_ask_noise: 'The {symbol} alert was noise',
  link_ask_snooze: 'Snooze {symbol} for {time}',
  link_done_useful: 'Thank you. Alerts like this one will rank higher.',
  link_done_noise: 'Thank you. Alerts like this one will rank lower.',
  link_done_snooze: 'No alerts of {symbol} for {time}.',
  link_used: 'This link has been used.',
  link_expired: 'This link has expired.',
  link_wrong: 'This is not a valid link.',
  link_busy: 'This did not work just now. Please try again in a moment.',
  disclaimer: 'Information only, not investment advice. You can lose the money you invest.',
};

const RU: Readonly<Record<MessageKey, string>> = {
  subject: '🚨 {symbol} {signal}: сигнал',
  push_title: '📈 {symbol}: сигнал',
  push_body: '{signal} - уверенность: {confidence}%',
  sms: '{symbol} {signal} {confidence}%',
  sms_until: 'до {clock}',
  reading: '{type}, уверенность {confidence}% ({kind})',
  entry: 'Вход {price}',
  valid_until: 'Действует до {time} ({zone})',
  late: 'С ОПОЗДАНИЕМ: вход действовал до {time} ({zone})',
  late_mark: '[ПОЗДНО]',
  simulated_mark: '[СИМУЛЯЦИЯ]',
  replay_mark: '[ПОВТОР]',
  id: 'Id: {id}',
  digest_subject: '📋 Отложено сигналов: {count}',
  digest_period: '{from} – {to} ({zone})',
  digest_line: '{rank}. {symbol} {signal} {type} {confidence}%, ожидание {value}, {reason}',
  digest_repeats: ' (x{count})',
  digest_more: 'и ещё {count}',
  digest_reasons: 'Отложено: {reasons}',
  digest_sms: 'Отложено: {count}, лучший {symbol} {signal} {confidence}%',
  link_useful: 'Полезно',
  link_noise: 'Шум',
  link_snooze: 'Пауза',
  link_ask_useful: 'Сигнал по {symbol} был полезен',
  link_ask_noise: 'Сигнал по {symbol} был шумом',
  link_ask_snooze: 'Пауза для {symbol} на {time}',
  link_done_useful: 'Спасибо. Такие сигналы поднимутся выше.',
  link_done_noise: 'Спасибо. Такие сигналы опустятся ниже.',
  link_done_snooze: 'Сигналов по {symbol} не будет {time}.',
  link_used: 'Эта ссылка уже использована.',
  link_expired: 'Срок действия ссылки истёк.',
  link_wrong: 'Это недействительная ссылка.',
  link_busy: 'Сейчас не получилось. Попробуйте ещё раз чуть позже.',
  disclaimer: 'Только информация, не инвестиционная рекомендация. Возможна потеря вложенных средств.',
};

/** The message catalogue (CX.8). A key that a language lacks does not compile; that the placeholders agree is tested. */
export const MESSAGES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { ko: KO, en: EN, ru: RU };

export const TYPE_NAMES: Readonly<Record<Language, Readonly<Record<OpportunityType, string>>>> = {
  ko: { bb_squeeze_release: '볼린저 스퀴즈 돌파', ob_breakout: '호가 불균형', volume_spark: '거래량 급증', mixed_signal: '복합 신호', whale_diamond: '고래 주문벽' },
  en: { bb_squeeze_release: 'squeeze release', ob_breakout: 'order book imbalance', volume_spark: 'volume spike', mixed_signal: 'mixed signal', whale_diamond: 'whale wall' },
  ru: { bb_squeeze_release: 'выход из сжатия', ob_breakout: 'дисбаланс стакана', volume_spark: 'всплеск объёма', mixed_signal: 'смешанный сигнал', whale_diamond: 'крупная стена' },
};

export const REASON_NAMES: Readonly<Record<Language, Readonly<Record<HoldReason, string>>>> = {
  ko: {
    quiet: '방해 금지 시간', budget: '하루 한도', cooldown: '재알림 대기', 'not-bigger': '이전보다 크지 않음', losses: '연속 손실 후 확신 부족', muted: '음소거', snoozed: '일시 중지', expired: '유효 시간 경과',
    disabled: '채널 꺼짐', pending: '확인 대기', stopped: '수신 거부', spend: 'SMS 예산 소진', standby: '예비 채널', 'no-channel': '사용 가능한 채널 없음',
  },
  en: {
    quiet: 'quiet hours', budget: 'over the daily budget', cooldown: 'cool-down', 'not-bigger': 'no bigger than the last one', losses: 'too weak after a run of losses', muted: 'muted', snoozed: 'snoozed', expired: 'no longer valid',
    disabled: 'channel off', pending: 'not confirmed', stopped: 'unsubscribed', spend: 'SMS money used up', standby: 'stand-by channel', 'no-channel': 'no channel to send on',
  },
  ru: {
    quiet: 'тихие часы', budget: 'сверх дневного лимита', cooldown: 'пауза повтора', 'not-bigger': 'не больше прежнего', losses: 'слаб после серии убытков', muted: 'без звука', snoozed: 'отложено', expired: 'срок истёк',
    disabled: 'канал выключен', pending: 'не подтверждён', stopped: 'отписка', spend: 'бюджет SMS исчерпан', standby: 'резервный канал', 'no-channel': 'нет канала',
  },
};

/** Fills a message in one pass, so that a brace inside a value is only text. */
export const message = <K extends MessageKey>(language: Language, key: K, values: MessageValues<K>): string => {
  const byName: Readonly<Record<string, string>> = values;
  return MESSAGES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => byName[name] ?? whole);
};
