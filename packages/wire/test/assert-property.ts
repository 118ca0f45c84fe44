import fc from 'fast-check';

/** Holds a property to a number of values, the same ones in each run of the tests. */
export function assertProperty<Values>(property: fc.IProperty<Values>, numRuns = 200): void {
  fc.assert(property, { seed: 2136, numRuns });
}
