/** The last messages of a numbering without holes: what a client missed is found by its number. The oldest make room. */
export class MessageRing<Message extends { readonly sequence: number }> {
  private readonly slots: (Message | undefined)[];
  private last = 0;

  constructor(readonly capacity: number) {
    this.slots = new Array<Message | undefined>(capacity).fill(undefined);
  }

  /** @throws RangeError when the number is not the one after the last. */
  push(message: Message): void {
    if (message.sequence !== this.last + 1) throw new RangeError(`sequence is ${message.sequence}: expected ${this.last + 1}`);
    this.slots[message.sequence % this.capacity] = message;
    this.last = message.sequence;
  }

  /** The message of that number; undefined: never sent, or no longer held. */
  at(sequence: number): Message | undefined {
    const found = this.slots[sequence % this.capacity];
    return found?.sequence === sequence ? found : undefined;
  }

  /** Every message after that number, in order; undefined: the number lies ahead, or some of them are no longer held. */
  after(sequence: number): readonly Message[] | undefined {
    const missed = this.last - sequence;
    if (missed < 0 || missed > this.capacity) return undefined;
    const found: Message[] = [];
    for (let next = sequence + 1; next <= this.last; next += 1) {
      const message = this.at(next);
      if (message === undefined) return undefined;
      found.push(message);
    }
    return found;
  }
}
