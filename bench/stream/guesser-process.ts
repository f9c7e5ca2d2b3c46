import { ask } from './ask';

/** As the one argument, JSON. */
export interface GuessRequest {
  readonly port: number;
  readonly guesses: number;
  readonly addresses: number;
  readonly atOnce: number;
  /** Of a token that exists, which an attacker may have seen in a log: every other guess has it. */
  readonly knownId: string;
}

/** Guesses so far by the status of the answer; 0: none came. */
export type GuessReport = Readonly<Record<string, number>>;

/** Letters of an id and of a secret: the guesses have the form of a token, so that they are looked up. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const REPORT_EVERY = 20_000;

const { port, guesses, addresses, atOnce, knownId } = JSON.parse(process.argv[2] ?? '{}') as GuessRequest;
const statuses: Record<string, number> = {};

const randomText = (length: number): string => Array.from({ length }, () => LETTERS.charAt(Math.floor(Math.random() * LETTERS.length))).join('');
const addressOf = (index: number): string => `127.${100 + (index >> 16)}.${(index >> 8) & 255}.${(index & 255) || 1}`;

process.on('disconnect', () => process.exit(1));

let next = 0;
const guesser = async (): Promise<void> => {
  while (next < guesses) {
    const index = next;
    next += 1;
    const status = await ask(port, `tw_vip_${index % 2 === 0 ? knownId : randomText(12)}_${randomText(43)}`, addressOf(index % addresses));
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (index % REPORT_EVERY === REPORT_EVERY - 1) process.send?.(statuses);
  }
};

void Promise.all(Array.from({ length: atOnce }, guesser)).then(() => {
  process.send?.(statuses, () => process.exit(0));
});
