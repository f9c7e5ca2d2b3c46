import { receiptEvent, saysNoForGood } from '../../../../core/alerts/delivery/receipt';
import { parseLogBatch, parseSnsReceipt } from '../../../../core/contracts/sns-receipt';

const record = (status: string, providerResponse?: string) => ({
  notification: { messageId: '34d9b400-c6dd-5444-820d-fbeb0f1f54cf', timestamp: '2026-01-07 00:40:34.558' },
  delivery: { phoneCarrier: 'My Phone Carrier', mnc: 270, destination: '+821012345678', priceInUSD: 0.00645, smsType: 'Transactional', mcc: 310, providerResponse, dwellTimeMs: 599, dwellTimeMsUntilDeviceAck: 1344 },
  status,
});
const failure = (response: string) => parseSnsReceipt(record('FAILURE', response));

describe('S3.22: a receipt by SMS', () => {
  test('is read without the number, also where the carrier repeats it in its words', () => {
    expect(parseSnsReceipt(record('SUCCESS', 'Message has been accepted by phone carrier'))).toEqual({
      messageId: '34d9b400-c6dd-5444-820d-fbeb0f1f54cf', status: 'SUCCESS', response: 'Message has been accepted by phone carrier',
    });
    for (const number of ['+821012345678', '+82 10-1234-5678', '(010) 1234.5678']) expect(failure(`No route to ${number} now`).response).not.toMatch(/\d/);
    expect(failure('Error 34 at 270').response).toBe('Error 34 at 270');
    expect(parseSnsReceipt(record('FAILURE')).response).toBe('');
  });

  test.each([
    [{ ...record('SUCCESS'), status: 'UNKNOWN' }, /SNS delivery status: field "status" is "UNKNOWN"/],
    [{ status: 'SUCCESS', delivery: {} }, /field "notification" is undefined/],
    [{ ...record('SUCCESS'), delivery: { providerResponse: 7 } }, /field "delivery.providerResponse" is 7/],
  ])('that is none is refused with the field: %#', (raw, message) => {
    expect(() => parseSnsReceipt(raw)).toThrow(message);
    expect(() => parseLogBatch(raw)).toThrow(/CloudWatch Logs subscription: field "messageType"/);
  });

  test.each(['Phone number is opted out', 'Phone has blocked SMS', 'Phone is blacklisted', 'Destination is blacklisted', 'Destination is on a blocked list', 'PHONE NUMBER IS OPTED OUT'])('E3: "%s" ends the number', (response) => {
    expect(saysNoForGood(failure(response))).toBe(true);
    expect(saysNoForGood(parseSnsReceipt(record('SUCCESS', response)))).toBe(false);
  });

  test.each([
    'Blocked as spam by phone carrier', 'Invalid phone number', 'Message body is invalid', 'Phone carrier has blocked this message', 'Phone carrier is currently unreachable/unavailable',
    'Phone is currently unreachable/unavailable', 'This delivery would exceed max price', 'Unknown error attempting to reach phone', '',
  ])('"%s" is said of the message or the moment', (response) => {
    expect(saysNoForGood(failure(response))).toBe(false);
  });

  test('makes its row delivered, or bounced with the reason', () => {
    expect(receiptEvent(parseSnsReceipt(record('SUCCESS', 'Message has been accepted by phone carrier')))).toEqual({ kind: 'delivered' });
    expect(receiptEvent(failure('Unknown error attempting to reach phone'))).toEqual({ kind: 'bounced', error: 'SNS: Unknown error attempting to reach phone' });
    expect(receiptEvent(failure(''))).toEqual({ kind: 'bounced', error: 'SNS: no reason given' });
  });
});
