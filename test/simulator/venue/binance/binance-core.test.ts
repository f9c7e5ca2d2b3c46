import { closeOpened, openClient, openVenue } from '../../support/opened';

afterEach(closeOpened);

const DIFF = 'btcusdt@depth@100ms';
const SPEED = 4;

/** Keeps the venue, which shares this process, from its rounds. */
const block = (ms: number): void => {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
};

test('above normal speed a diff spans the market time of 100 real ms, however late a round comes', async () => {
  const venue = await openVenue({ seed: 6, symbolCount: 3, speed: SPEED, bookDensity: 6 });
  const client = await openClient(`${venue.wsUrl}/stream`, [DIFF, 'btcusdt@trade']);
  const { length } = await client.count(DIFF, 2);
  block(600);
  await client.count(DIFF, length + 10);
  const timesMs = client.of(DIFF).map(({ E: timeMs }) => timeMs as number);
  expect(new Set(timesMs.slice(1).map((timeMs, index) => timeMs - timesMs[index]!))).toEqual(new Set([100 * SPEED]));
});
