export { InvalidOptionError } from '@zonewright/wire';
export { Answerer, createAnswerer } from './answerer.ts';
export type { AnswererOptions } from './answerer-options.ts';
export type { ReceivedRequest } from './received.ts';
export type { RequestOrigin } from './request.ts';
export { ZoneNotServedError } from './zone-not-served-error.ts';
