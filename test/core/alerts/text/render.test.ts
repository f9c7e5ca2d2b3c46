import fc from 'fast-check';
import { CHAT_LENGTH } from '../../../../core/alerts/text/channel-message';
import { renderAlert, type RenderInput } from '../../../../core/alerts/text/render-alert';
import { heldCount, renderDigest } from '../../../../core/alerts/text/render-digest';
import { alertOf } from '../../../../core/alerts/wording';
import { CHANNEL_KINDS, type ChannelKind } from '../../../../core/contracts/channel';
import { DIGEST_CAPACITY, HOLD_REASONS, type Digest, type DigestItem } from '../../../../core/contracts/digest';
import { LANGUAGES, type Language } from '../../../../core/contracts/user';
import { SAMPLE_TIME_MS, sampleSignal } from '../../../support/messages';
import { userOf } from '../../../support/users';

const LINKS = [{ action: 'useful', url: 'https://tapewatch.example/l/abc' }, { action: 'noise', url: 'https://tapewatch.example/l/def' }] as const;
const input = (changes: Partial<RenderInput> = {}): RenderInput => ({
  alert: alertOf(sampleSignal()), entryPrice: 7.52, language: 'ko', timeZone: 'Asia/Seoul', isLate: false, links: LINKS, ...changes,
});
/** All text of a message, whatever its parts are called. */
const textOf = (kind: ChannelKind, changes: Partial<RenderInput> = {}): string => Object.values(renderAlert(kind, input(changes))).filter((part) => typeof part === 'string').join('\n');

describe('an alert', () => {
  test('S3.20: e-mail and push read as in the source, confidence without decimals (C3.9)', () => {
    expect(renderAlert('email', input())).toMatchObject({ subject: '🚨 TAOUSDT BUY 시그널', snsSubject: 'BUY TAOUSDT bb_squeeze_release 71% opp-20251218-154521-001' });
    expect(renderAlert('push', input())).toMatchObject({ title: '📈 TAOUSDT 시그널', body: 'BUY - 신뢰도: 71%' });
  });

  test('an e-mail has the short form in the user\'s language and time, the full text, links and disclaimer', () => {
    const text = textOf('email');
    for (const line of ['볼린저 스퀴즈 돌파, 신뢰도 71% (heuristic)', '진입가 $7.5200', '유효 시간: 2025-12-19 01:00 (Asia/Seoul)까지', '✨ 기회 발견!',
      'ID: bybit|TAOUSDT|squeeze@1|1766072721000|buy', '유용함: https://tapewatch.example/l/abc', '정보 제공용이며 투자 조언이 아닙니다. 원금 손실이 발생할 수 있습니다.']) expect(text.split('\n')).toContain(line);
  });

  test('an SMS is one segment, without emoji, with price, local time and the event\'s id', () => {
    expect(renderAlert('sms', input())).toEqual({
      kind: 'sms', text: 'TAOUSDT BUY 71% $7.5200 01:00까지 opp-20251218-154521-001', size: { encoding: 'ucs2', units: 55, segments: 1 },
    });
    expect(renderAlert('sms', input({ language: 'en', timeZone: 'Europe/Berlin' }))).toMatchObject({ text: 'TAOUSDT BUY 71% $7.5200 until 17:00 opp-20251218-154521-001', size: { encoding: 'gsm7' } });
    expect(renderAlert('sms', input({ language: 'ru', isLate: true }))).toMatchObject({ size: { segments: 1 } });
  });

  test('Slack, Discord and Telegram get their own links', () => {
    expect(textOf('slack')).toContain('<https://tapewatch.example/l/abc|유용함>');
    expect(textOf('discord')).toContain('[유용함](<https://tapewatch.example/l/abc>)');
    expect(textOf('telegram')).toContain('유용함: https://tapewatch.example/l/abc');
  });

  test('a webhook gets the alert as data', () => {
    expect(renderAlert('webhook', input({ isLate: true }))).toEqual({ kind: 'webhook', payload: { type: 'alert', alert: alertOf(sampleSignal()), entry_price: 7.52, is_late: true } });
  });

  test.each(CHANNEL_KINDS.filter((kind) => kind !== 'webhook'))('D1: by %s a late one says so, in each language, and a simulated one too', (kind) => {
    const marks: Readonly<Record<Language, readonly string[]>> = { ko: ['[지연]', '[모의]'], en: ['[LATE]', '[SIMULATED]'], ru: ['[ПОЗДНО]', '[СИМУЛЯЦИЯ]'] };
    for (const language of LANGUAGES) {
      const text = textOf(kind, { language, isLate: true, alert: alertOf(sampleSignal({ market: 'simulated' })) });
      for (const mark of marks[language]) expect(text.replaceAll('\\', '')).toContain(mark);
      expect(textOf(kind, { language })).not.toMatch(/LATE|지연|ПОЗДНО|SIMULATED|모의|СИМУЛЯЦИЯ/);
    }
  });

  test('E6: whatever the names are, each message keeps its channel\'s rules', () => {
    const names = fc.string({ unit: 'binary', maxLength: 3_000 });
    fc.assert(fc.property(names, names, fc.constantFrom(...LANGUAGES), (event_id, symbol, language) => {
      const signal = { ...sampleSignal(), event_id, symbol, signal_id: 'x' };
      const one = input({ alert: alertOf(signal), language });
      expect(renderAlert('email', one)).toMatchObject({ snsSubject: expect.stringMatching(/^[\x21-\x7e][\x20-\x7e]{0,98}$/) as string });
      expect(renderAlert('sms', one)).toMatchObject({ size: { segments: 1 } });
      for (const kind of ['telegram', 'slack', 'discord'] as const) expect(textOf(kind, { ...one }).length).toBeLessThanOrEqual(CHAT_LENGTH[kind] + kind.length + 1);
    }));
  });
});

describe('a digest', () => {
  const item = (index: number, changes: Partial<DigestItem> = {}): DigestItem => ({
    alert_id: `a${index}`, symbol: `S${index}USDT`, exchange: 'bybit', market: 'live', opportunity_type: 'mixed_signal', side: 'buy', confidence: 0.714, severity: 'normal',
    score: 0.00123, reason: 'budget', time_ms: SAMPLE_TIME_MS, count: 1, ...changes,
  });
  const digest: Digest = {
    schema: 'digest.v1', digest_id: 'digest|user-1|1|2', user_id: 'user-1', from_ms: SAMPLE_TIME_MS, to_ms: SAMPLE_TIME_MS + 3_600_000,
    items: Array.from({ length: DIGEST_CAPACITY }, (_, index) => item(index, index === 0 ? { count: 3, score: null, market: 'simulated' } : {})), more: 9_950,
    reasons: Object.fromEntries(HOLD_REASONS.map((reason) => [reason, 1])),
  };

  test('D-6: names the best with their expected value and reason, and how many more there are', () => {
    const mail = renderDigest('email', digest, userOf({ language: 'en' }));
    if (mail.kind !== 'email') throw new Error('not an e-mail');
    const lines = mail.text.split('\n');
    expect(heldCount(digest)).toBe(10_002);
    expect(lines[0]).toBe('📋 10002 alerts held back');
    expect(lines).toContain('1. [SIMULATED] S0USDT BUY mixed signal 71%, expected n/a, over the daily budget (x3)');
    expect(lines).toContain('2. S1USDT BUY mixed signal 71%, expected +0.12%, over the daily budget');
    expect(lines).toContain('and 9980 more');
    expect(mail.snsSubject).toBe('Tapewatch digest: 10002 alerts held back');
  });

  test.each(LANGUAGES)('E5: in %s every message counts all of them, within its channel\'s length', (language) => {
    const reader = userOf({ language, digest: { enabled: true, at: ['08:00'], channels: [], max_items: 50 } });
    for (const kind of ['telegram', 'slack', 'discord'] as const) {
      const text = Object.values(renderDigest(kind, digest, reader)).filter((part) => typeof part === 'string').join('').replaceAll('\\', '');
      const shown = [...text.matchAll(/^\d+\. /gm)].length;
      expect(shown).toBeGreaterThan(4);
      expect(text).toContain(String(10_002 - shown - 2));
      expect(text).toContain('digest|user-1|1|2');
      expect(text.length).toBeLessThanOrEqual(CHAT_LENGTH[kind] + kind.length);
    }
    expect(renderDigest('sms', digest, reader)).toMatchObject({ size: { segments: 1 } });
    expect(renderDigest('push', digest, reader)).toMatchObject({ kind: 'push' });
  });
});
