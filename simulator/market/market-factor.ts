import { Random } from './random';
import { ClusteredVolatility } from './volatility';

const MARKET_STREAM = 0xfac70;
const MINUTE_STREAM = 0xfac71;

/** The return that all symbols share, with variance near 1 per step and a volatility that clusters on its own. */
export class MarketFactor {
  private readonly random = new Random();
  private readonly volatility = new ClusteredVolatility();
  private readonly minutes = new Map<number, number>();

  constructor(private readonly seed: number) {}

  /** The shared return of one minute of history; every symbol asks for the same minutes. */
  minuteReturn(minute: number): number {
    const known = this.minutes.get(minute);
    if (known !== undefined) return known;
    const drawn = this.random.reseed(this.seed, MINUTE_STREAM, minute).fatTailed();
    this.minutes.set(minute, drawn);
    return drawn;
  }

  /** The shared return of one live second; seconds are asked for in order, each once. */
  secondReturn(second: number): number {
    this.random.reseed(this.seed, MARKET_STREAM, second);
    if (second % 60 === 0) this.volatility.nextMinute(this.random);
    return this.volatility.multiple * this.random.fatTailed();
  }

  /** History is drawn once at the start. */
  forgetHistory(): void {
    this.minutes.clear();
  }
}
