/** A recording that cannot be written here, or cannot be read (further). The message names the file and what is wrong with it. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'it is not a directory, or one above it is a file',
};

/** What the system said about a file, for people. */
export const fileProblem = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return PROBLEMS[code ?? ''] ?? message;
};
