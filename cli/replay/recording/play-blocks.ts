import { RecordingError } from '../../../adapters/recording/recording-error';
import type { Recording } from '../../../adapters/recording/open-recording';
import type { RecordVisitor } from '../../../adapters/recording/record-block';

/**
 * Visits every block until `isDone`. A recording that is damaged ends the visit; what came before has been visited.
 * @returns what is wrong with it, if anything.
 */
export const playBlocks = async (
  recording: Recording, visitor: RecordVisitor, afterBlock: () => void = () => undefined, isDone: () => boolean = () => false,
): Promise<RecordingError | undefined> => {
  try {
    for await (const block of recording.blocks()) {
      block.visit(visitor);
      afterBlock();
      if (isDone()) return undefined;
    }
    return undefined;
  } catch (error) {
    if (error instanceof RecordingError) return error;
    throw error;
  }
};
