import type { Bar } from '../market/bar';
import type { TopOfBook } from './book-table';
import type { ImbalanceReading } from './imbalance';
import type { SqueezeReading } from './squeeze';
import type { SpikeReading } from './volume-spike';

/** What the three detectors say of one symbol at one moment. */
export interface Readings {
  readonly squeeze: SqueezeReading | undefined;
  readonly imbalance: ImbalanceReading;
  readonly spike: SpikeReading;
}

/** The readings when at least one detector fires anew, with all that an opportunity tells besides. */
export interface Sighting extends Readings {
  readonly symbol: string;
  readonly barCloseMs: number;
  readonly price: number;
  readonly book: TopOfBook | undefined;
  readonly minuteBars: readonly Bar[];
}
