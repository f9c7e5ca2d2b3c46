/** Many readers or one writer, in order of arrival: a waiting writer holds back the readers that come after it. */
export class ReadWriteLock {
  private tail: Promise<unknown> = Promise.resolve();
  private readers: Promise<unknown>[] = [];

  async shared<T>(work: () => Promise<T>): Promise<T> {
    const running = this.tail.then(work);
    this.readers.push(running.catch(() => undefined));
    // Bounds the list: a settled reader no longer matters to a writer.
    if (this.readers.length >= 256) this.readers = [Promise.all(this.readers).then(() => undefined)];
    return running;
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const before = Promise.all([this.tail, ...this.readers]);
    this.readers = [];
    const running = before.then(work);
    this.tail = running.catch(() => undefined);
    return running;
  }
}
