import { type BinanceVenue, type BinanceVenueOptions, startBinanceVenue } from '../../../simulator/venue/binance/binance-venue';
import { BinanceClient } from './binance-client';

const closers: (() => unknown)[] = [];

/** A venue that `closeOpened` ends, also where a test fails half-way. */
export const openVenue = async (options: BinanceVenueOptions): Promise<BinanceVenue> => {
  const venue = await startBinanceVenue(options);
  closers.push(() => venue.close());
  return venue;
};

export const openClient = async (url: string, streams: readonly string[] = []): Promise<BinanceClient> => {
  const client = await BinanceClient.open(url, streams);
  closers.push(() => { client.close(); });
  return client;
};

/** To be called after each test. */
export const closeOpened = async (): Promise<void> => {
  for (const close of closers.splice(0).reverse()) await close();
};
