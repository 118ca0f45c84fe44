/**
 * The mark of records and data that were checked, or came from the wire, and cannot change any more:
 * a private field on the object itself. A WeakSet would cost ten times the record.
 */

/** Gives back from its constructor what it was given, so that a subclass can put a field on it. */
export class Given {
  constructor(given: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what this class is for
    return given;
  }
}

class Marked extends Given {
  // oxlint-disable-next-line no-unused-private-class-members -- being there is what it is for
  readonly #isMarked = true;

  static has(value: object): boolean {
    return #isMarked in value;
  }
}

/** Freezes and marks a value. */
export function mark<Value extends object>(value: Value): Value {
  if (!Marked.has(value)) new Marked(value);
  return Object.freeze(value);
}

/** Whether a value came from {@link mark}. */
export function isMarked(value: object): boolean {
  return Marked.has(value);
}
