import { ArgumentError, readArguments } from './arguments';
import { startBinanceVenue } from './venue/binance/binance-venue';
import { startBybitVenue } from './venue/bybit-venue';

const say = (fields: Record<string, unknown>): void => { process.stdout.write(`${JSON.stringify(fields)}\n`); };

const fail = (message: string, exitCode: number): void => {
  process.stderr.write(`simulator: ${message}\n`);
  process.exitCode = exitCode;
};

/** Starts the venue, says where it listens in one JSON line, and ends on SIGTERM or SIGINT. */
const main = async (): Promise<void> => {
  const choice = readArguments(process.argv.slice(2), process.env);
  const venue = choice.venue === 'binance' ? await startBinanceVenue(choice.options) : await startBybitVenue(choice.options);
  let isClosing = false;
  const close = (): void => {
    if (isClosing) return;
    isClosing = true;
    venue.close().catch((error: unknown) => { fail(String(error), 1); });
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  say({ event: 'listening', port: venue.port, wsUrl: venue.wsUrl, restUrl: venue.restUrl });
};

main().catch((error: unknown) => {
  fail(error instanceof Error ? error.message : String(error), error instanceof ArgumentError ? 2 : 1);
});
