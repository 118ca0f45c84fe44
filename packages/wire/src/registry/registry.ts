/**
 * An IANA registry: numbers and their mnemonics, both ways. A number without a mnemonic is a value
 * like any other and is written with the registry's prefix: `TYPE65280`, `CLASS32`, `RCODE11`
 * (RFC 3597 section 5).
 */

/** The mnemonics of a registry, with their numbers. */
export type Assignments = Readonly<Record<string, number>>;

/** Looks up mnemonics and numbers of one registry. */
export class Registry<Mnemonic extends string> {
  readonly #numbers = new Map<string, number>();
  readonly #mnemonics = new Map<number, string>();
  readonly #prefix: string;
  readonly #largest: number;
  /** What was looked up last: the records of a message are mostly alike. */
  #lastText = '';
  #lastNumber: number | undefined;

  /** @param onlyRead mnemonics that are read and not written */
  constructor(prefix: string, largest: number, assignments: Assignments, onlyRead?: Assignments) {
    this.#prefix = prefix;
    this.#largest = largest;
    for (const [mnemonic, number] of Object.entries(assignments)) {
      this.#numbers.set(mnemonic, number);
      // Where a number has two mnemonics the first one is printed.
      if (!this.#mnemonics.has(number)) this.#mnemonics.set(number, mnemonic);
    }
    for (const [mnemonic, number] of Object.entries(onlyRead ?? {})) {
      this.#numbers.set(mnemonic, number);
    }
  }

  /** The mnemonic of a number, or the prefix with the number. */
  mnemonic(number: number): Mnemonic {
    // The map holds what the constructor was given for this type, and the prefixed form is part of it.
    return (this.#mnemonics.get(number) ?? `${this.#prefix}${number}`) as Mnemonic;
  }

  /** The number of a mnemonic or a prefixed number, in letters of either case; undefined for none. */
  number(text: string): number | undefined {
    if (text === this.#lastText) return this.#lastNumber;
    const known = this.#numbers.get(text);
    if (known !== undefined) {
      this.#lastText = text;
      this.#lastNumber = known;
      return known;
    }
    // Letters beyond ASCII have upper-case forms within it: the long s would be an S.
    if (typeof text !== 'string' || !/^[!-~]{1,64}$/.test(text)) return undefined;
    const upper = text.toUpperCase();
    const other = this.#numbers.get(upper);
    if (other !== undefined) return other;
    if (!upper.startsWith(this.#prefix)) return undefined;
    const digits = upper.slice(this.#prefix.length);
    if (!/^\d{1,10}$/.test(digits)) return undefined;
    const number = Number(digits);
    return number <= this.#largest ? number : undefined;
  }

  /** The one way to write a mnemonic: upper case, `TYPE1` as `A`; undefined where it is none. */
  normalise(text: string): Mnemonic | undefined {
    const number = this.number(text);
    return number === undefined ? undefined : this.mnemonic(number);
  }
}
