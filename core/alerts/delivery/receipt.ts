import type { SnsReceipt } from '../../contracts/sns-receipt';
import type { DeliveryEvent } from './ledger';

/** Said of the number, not of the message or of the moment. https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html */
const NUMBER_SAYS_NO = /\bopted out\b|^phone has blocked sms\b|^(phone|destination) is (blacklisted|blocked|on a blocked list)\b/i;

/** Whether the number takes no message any more: its owner said no, or blocks them. */
export const saysNoForGood = ({ status, response }: SnsReceipt): boolean => status === 'FAILURE' && NUMBER_SAYS_NO.test(response);

/** What a receipt does to the row of its message. */
export const receiptEvent = ({ status, response }: SnsReceipt): DeliveryEvent =>
  (status === 'SUCCESS' ? { kind: 'delivered' } : { kind: 'bounced', error: `SNS: ${response || 'no reason given'}` });
