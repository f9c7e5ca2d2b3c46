import type { ReceiptStore } from '../../adapters/aws/delivery-store';
import { addressKey } from '../../adapters/address-key';
import { mapLimited } from '../../adapters/map-limited';
import { channelMeant } from '../../core/alerts/delivery/consent';
import { advance } from '../../core/alerts/delivery/ledger';
import { receiptEvent, saysNoForGood } from '../../core/alerts/delivery/receipt';
import { oneLine } from '../../core/alerts/text/neutral-text';
import { ContractError, parseJson } from '../../core/contracts/contract';
import type { DeliveryRow } from '../../core/contracts/delivery';
import { parseSnsReceipt, type SnsReceipt } from '../../core/contracts/sns-receipt';
import type { User } from '../../core/contracts/user';

export interface ReceiptPorts {
  readonly users: { get(userId: string): Promise<User | undefined> };
  readonly deliveries: ReceiptStore;
  /** The number takes nothing any more. */
  readonly stopChannel: (userId: string, channelId: string, reason: string, nowMs: number) => Promise<unknown>;
  readonly nowMs: () => number;
  /** Waits before another attempt on what others change too. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Told of each row that was changed. */
  readonly onChanged?: (row: DeliveryRow) => void;
}

/**
 * `same`: the row says so already, or cannot be told so any more. `unknown`: of a message that is none of ours, or older than the
 * ledger's memory: SNS writes one log for the whole account. `unreadable`: no receipt at all.
 */
export type ReceiptOutcome = 'changed' | 'same' | 'unknown' | 'unreadable';
export type ReceiptCounts = Readonly<Record<ReceiptOutcome, number>>;

const MAX_ATTEMPTS = 8;
const CONCURRENCY = 5;

/** Undefined: not one. What it holds is told to nobody, because it may be a telephone's number. */
const receiptIn = (line: string): SnsReceipt | undefined => {
  try {
    return parseJson(parseSnsReceipt, line);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
};

/**
 * Writes down what became of messages after SNS took them, line by line of its log, in any order and number. No channel stands in for
 * one that bounced: that is told too late for an alert. A line that fails holds up no other, and rejects at the end, so that all of
 * them come again; those that are done find it so.
 */
export const makeReceipts = ({ users, deliveries, stopChannel, nowMs, pause, onChanged }: ReceiptPorts) => {
  const stop = async (receipt: SnsReceipt, row: DeliveryRow): Promise<void> => {
    const channel = channelMeant(await users.get(row.user_id), row, addressKey);
    if (channel !== undefined) await stopChannel(row.user_id, channel.channel_id, `SNS: ${oneLine(receipt.response, 80)}`, nowMs());
  };

  /** Undefined: another was faster. */
  const attempt = async (receipt: SnsReceipt): Promise<ReceiptOutcome | undefined> => {
    const stored = await deliveries.getByMessage(receipt.messageId);
    if (stored === undefined) return 'unknown';
    // Before the row: whoever finds that written has nothing left to do.
    if (saysNoForGood(receipt)) await stop(receipt, stored.row);
    const answer = advance(stored.row, receiptEvent(receipt), nowMs());
    if (answer.kind !== 'changed') return 'same';
    if (await deliveries.replace(stored, answer.row) === undefined) return undefined;
    onChanged?.(answer.row);
    return 'changed';
  };

  const take = async (line: string): Promise<ReceiptOutcome> => {
    const receipt = receiptIn(line);
    if (receipt === undefined) return 'unreadable';
    for (let count = 0; count < MAX_ATTEMPTS; count += 1) {
      if (count > 0) await pause(count);
      const outcome = await attempt(receipt);
      if (outcome !== undefined) return outcome;
    }
    throw new Error(`the row of message ${receipt.messageId} was changed by others ${MAX_ATTEMPTS} times in a row`);
  };

  return async (lines: readonly string[]): Promise<ReceiptCounts> => {
    const counts = { changed: 0, same: 0, unknown: 0, unreadable: 0 };
    const failures: unknown[] = [];
    await mapLimited(lines, CONCURRENCY, async (line) => {
      try {
        counts[await take(line)] += 1;
      } catch (error) {
        failures.push(error);
      }
    });
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${lines.length} receipts were not written down`);
    return counts;
  };
};
