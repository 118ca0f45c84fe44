/**
 * What `work` gives, or a promise that rejects with what it throws: as an async function would, but
 * without a promise and a frame of its own, which an update in flight would hold on to.
 */
export function promised<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return work();
  } catch (error) {
    return rejected(error);
  }
}

async function rejected(error: unknown): Promise<never> {
  throw error;
}
