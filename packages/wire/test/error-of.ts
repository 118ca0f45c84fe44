/** What a call throws; where it throws nothing that is an error itself. */
export function errorOf(run: () => unknown): Error {
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`no Error was thrown but ${String(error)}`);
  }
  throw new Error(`nothing was thrown, and the value is ${JSON.stringify(value)}`);
}
