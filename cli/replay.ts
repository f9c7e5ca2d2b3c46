import { isRecording } from '../adapters/recording/open-recording';
import { RecordingError } from '../adapters/recording/recording-error';
import { captureOptions, HELP, parseArguments, recordingPath, type ReplayArguments, whaleCapture } from './replay/arguments';
import { playCaptures } from './replay/capture/play-captures';
import { replayRecording } from './replay/recording/replay-recording';
import { showEvidence } from './replay/recording/show-evidence';
import { playWhales } from './replay/whales/play-whales';
import { UsageError } from './usage';

const replay = async (options: ReplayArguments): Promise<number> => {
  if (options.whales) return playWhales(whaleCapture(options));
  const isOurs = await Promise.all(options.files.map(isRecording));
  if (!isOurs.includes(true)) return playCaptures(captureOptions(options));
  const path = recordingPath(options);
  return options.id === undefined ? replayRecording(path, options) : showEvidence(path, options.id, options.json);
};

const EXIT_DAMAGED = 1;
const EXIT_USAGE = 2;

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const options = parseArguments(argv);
    if (options !== 'help') return await replay(options);
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RecordingError)) throw error;
    console.error(`replay: ${error.message}${error instanceof UsageError ? ' (--help shows how)' : ''}`);
    return error instanceof UsageError ? EXIT_USAGE : EXIT_DAMAGED;
  }
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
