/**
 * Takes from a worker what could carry something out of it, before it runs code that may have come
 * by a link. A second wall: the worker holds no secret, and code that came by a link runs only when
 * the reader says so.
 */

const carriers: readonly string[] = [
  'fetch',
  'fetchLater',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'importScripts',
  'Worker',
  'SharedWorker',
  'BroadcastChannel',
  'caches',
  'cookieStore',
  'indexedDB',
  'FontFace',
];

/** Makes them undefined for good, wherever on the way to `Object.prototype` they stand. */
export function shutNetwork(scope: object): void {
  for (const name of carriers) {
    for (let at: object = scope; at !== Object.prototype && at !== null; ) {
      if (Object.hasOwn(at, name)) Reflect.deleteProperty(at, name);
      at = Object.getPrototypeOf(at) as object;
    }
    const gone = { value: undefined, writable: false, configurable: false };
    Object.defineProperty(scope, name, gone);
  }
}
