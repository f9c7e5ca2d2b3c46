import { RecordingError } from '../adapters/recording/recording-error';
import { UsageError } from './usage';
import { answer } from './why/answer';
import { HELP, parseWhyArguments, type WhyArguments } from './why/arguments';
import { whyJson, whyText } from './why/why-text';

const EXIT_DAMAGED = 1;
const EXIT_USAGE = 2;

const why = async (options: WhyArguments): Promise<number> => {
  const report = await answer(options);
  console.log(options.json ? JSON.stringify(whyJson(report)) : whyText(report));
  return report.damage === undefined ? 0 : EXIT_DAMAGED;
};

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const options = parseWhyArguments(argv);
    if (options !== 'help') return await why(options);
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RecordingError)) throw error;
    console.error(`why: ${error.message}${error instanceof UsageError ? ' (--help shows how)' : ''}`);
    return error instanceof UsageError ? EXIT_USAGE : EXIT_DAMAGED;
  }
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
