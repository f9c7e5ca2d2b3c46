import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSegment, parsePosition } from '../../../adapters/recording/find-segment';
import { isRecording } from '../../../adapters/recording/open-recording';
import { parseRecordedEvent } from '../../../adapters/recording/recorded-event';
import { parseHeader } from '../../../adapters/recording/recording-header';
import { newSessionId, SESSION_ID } from '../../../adapters/recording/segment-files';
import { HEADER, makeFolder, readAll, recordFrames, removeFolders, SESSION } from './recording-fixture';

afterAll(removeFolders);

describe('a position in a recording', () => {
  test('D-2: leads to the segment that holds the record', async () => {
    const session = await recordFrames(30, { segmentMs: 10 });
    const { records } = await readAll(session);
    for (const ordinal of records.keys()) {
      const segment = await findSegment(session, ordinal);
      const name = `00000${Math.floor(ordinal / 12)}.tape`;
      expect(segment?.path).toBe(join(session, ordinal === 36 ? '000002.tape' : name));
    }
    expect(await findSegment(session, records.length)).toBeUndefined();
  });

  test('is a session and a record, or none', () => {
    expect(parsePosition(`${SESSION}/17`)).toEqual({ session: SESSION, ordinal: 17 });
    for (const text of ['', '17', `${SESSION}/`, `${SESSION}/-1`, `${SESSION}/1e3`, `../${SESSION}/1`]) expect(parsePosition(text)).toBeUndefined();
  });

  test('names its session by the second of the start, in UTC', () => {
    const id = newSessionId(Date.UTC(2026, 10, 20, 16, 13, 34, 567));
    expect(id).toMatch(/^20261120T161334Z-[0-9a-f]{4}$/);
    expect(id).toMatch(SESSION_ID);
  });
});

describe('what stands in a recording', () => {
  test.each([
    ['{"format":1', /000000\.tape: its header is not JSON: /],
    [JSON.stringify({ ...HEADER, format: 2 }), /header field "format" is 2: .*expected 1/],
    [JSON.stringify({ ...HEADER, venue: 'nowhere' }), /header field "venue" is "nowhere": .*"bybit"/],
    [JSON.stringify({ ...HEADER, settings: { ...HEADER.settings, radar: { ...HEADER.settings.radar, coolDownMs: '5' } } }), /header field "settings\.radar\.coolDownMs" is "5": .*expected number/],
    [JSON.stringify({ ...HEADER, finder: {} }), /header field "finder\.minBars" is undefined: .*expected number/],
  ])('a header that cannot be used is refused by field, value and expectation: %.60s', (text, message) => {
    expect(() => parseHeader('000000.tape', text)).toThrow(message);
  });

  test.each([
    ['{', /its event is not JSON/],
    ['{"kind":"gap","symbols":"BTC","streams":[],"cause":"disconnect","lastDataTimeMs":1,"exchangeTimeMs":1,"receivedTimeMs":1}', /event field "symbols" is "BTC"/],
    ['{"kind":"news"}', /event field "kind" is \{"kind":"news"\}: .*'gap'/],
  ])('an event that cannot be used is refused by field and value: %.40s', (text, message) => {
    expect(() => parseRecordedEvent('x.tape: block 1 at byte 16', text)).toThrow(message);
  });

  test('a field that a later release adds to an event comes out as it went in', () => {
    const event = { kind: 'universe', instruments: [{ symbol: 'A', baseCoin: 'A', quoteCoin: 'B', tickSize: 1, later: 2 }], exchangeTimeMs: 1, receivedTimeMs: 1 };
    expect(parseRecordedEvent('x.tape', JSON.stringify(event))).toEqual(event);
  });

  test('a segment is told from a capture by its first bytes, whatever it is called', async () => {
    const session = await recordFrames(3);
    const folder = makeFolder();
    const [renamed, capture] = [join(folder, 'evidence.bin'), join(folder, 'capture.txt')];
    copyFileSync(join(session, '000000.tape'), renamed);
    writeFileSync(capture, '1700000000000 {}\n');
    expect(await Promise.all([session, renamed, capture, join(folder, 'absent')].map(isRecording))).toEqual([true, true, false, false]);
  });
});
