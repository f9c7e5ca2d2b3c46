import type { RunResult } from '../../local/local-run';
import type { OutboxAlert } from '../../local/outbox-file';
import { tallyLines } from '../../local/run-tally';

const RULE = '='.repeat(60);

export interface Market {
  readonly live: boolean;
  readonly speed: number;
}

/** The mark that everything shown carries. */
export const marketMark = ({ live, speed }: Market): string => (live ? 'LIVE market' : `SIMULATED market, x${speed} speed`);

/** Writes whole lines; a reader that has gone (a closed pipe) ends nothing. */
export class Screen {
  private readonly startedMs = Date.now();

  constructor(private readonly market: Market) {
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  }

  elapsedSeconds(): number {
    return (Date.now() - this.startedMs) / 1000;
  }

  line(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  problem(text: string): void {
    process.stderr.write(`start: ${text}\n`);
  }

  progress(text: string): void {
    this.line(`[${this.elapsedSeconds().toFixed(1).padStart(5)} s] ${text}`);
  }

  /** The token is for the eyes at a terminal; a file or a pipe that keeps the output gets the bare address. */
  page(url: string, openedUrl: string): void {
    this.progress(`the page: ${process.stdout.isTTY ? openedUrl : `${url}/ (with its token: "page" in stream.json of the state folder)`}`);
  }

  banner(stateDir: string): void {
    this.line(`Tapewatch  ${marketMark(this.market)}  state in ${stateDir}`);
    if (!this.market.live) this.line('Nothing below comes from a real exchange.');
  }

  alert(alert: OutboxAlert): void {
    // Other channels say the same in fewer words.
    const lines = alert.channel === 'email' ? [RULE, `ALERT  ${alert.subject}`, ...alert.text.split('\n'), RULE] : [`ALERT BY ${alert.channel.toUpperCase()}  ${alert.subject}`];
    for (const line of lines) this.line(line);
  }

  closing(result: RunResult): void {
    this.line(RULE);
    this.line(`This run: ${marketMark(this.market)}, ${this.elapsedSeconds().toFixed(0)} s`);
    for (const line of tallyLines(result.tally, result.outbox)) this.line(line);
    this.line(RULE);
  }
}
