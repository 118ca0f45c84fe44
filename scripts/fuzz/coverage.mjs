// Which octets of our sources have run so far, by the coverage that V8 counts: what reaches code that
// nothing reached before is worth keeping.
import { Session } from 'node:inspector';

/** Watches the scripts whose address `isWatched` accepts. */
export class Coverage {
  #session = new Session();
  #isWatched;
  /** By script: 1 for each character of it that has run. */
  #reached = new Map();
  #count = 0;

  constructor(isWatched = (url) => /packages\/(?:wire|zone|server)\/(?:dist|src)\//.test(url)) {
    this.#isWatched = isWatched;
    this.#session.connect();
    this.#post('Profiler.enable');
    // With counts V8 tells each time of all that ran since the last; without, of a function once.
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Characters that have run so far. */
  get count() {
    return this.#count;
  }

  /**
   * Whether code has run since the last look that had not run before; with `keep` it counts as having
   * run from now on. Costs about a millisecond.
   */
  look({ keep }) {
    let isNew = false;
    for (const { url, functions } of this.#post('Profiler.takePreciseCoverage').result) {
      if (this.#isWatched(url) && this.#add(url, functions, keep)) isNew = true;
    }
    return isNew;
  }

  stop() {
    this.#session.disconnect();
  }

  #add(url, functions, keep) {
    // Outer ranges first: an inner one says what is otherwise in a part of it.
    const ranges = functions
      .flatMap(({ ranges: inner }) => inner)
      .sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
    const end = Math.max(0, ...ranges.map(({ endOffset }) => endOffset));
    const ran = new Uint8Array(end);
    for (const { startOffset, endOffset, count } of ranges) {
      ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
    const reached = this.#reachedOf(url, end);
    let isNew = false;
    for (let at = 0; at < end; at++) {
      if (ran[at] === 0 || reached[at] === 1) continue;
      isNew = true;
      if (!keep) break;
      reached[at] = 1;
      this.#count += 1;
    }
    return isNew;
  }

  #reachedOf(url, length) {
    const known = this.#reached.get(url);
    if (known !== undefined && known.length >= length) return known;
    const larger = new Uint8Array(length);
    if (known !== undefined) larger.set(known);
    this.#reached.set(url, larger);
    return larger;
  }

  #post(method, parameters) {
    let result;
    // In the thread that it watches, the session answers before post returns.
    this.#session.post(method, parameters, (error, value) => {
      if (error !== null) throw new Error(`${method}: ${error.message}`);
      result = value;
    });
    return result;
  }
}
