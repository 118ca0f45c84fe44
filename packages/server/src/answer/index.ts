export { InvalidOptionError } from '@zonewright/wire';
export { Answerer, type AnswerOptions, createAnswerer } from './answerer.ts';
export type { AnswererOptions } from './answerer-options.ts';
export type { Delivery } from './delivery.ts';
export type { Fault, Faults } from './fault.ts';
export type { ReceivedRequest, Transport } from './received.ts';
export type { RequestOrigin } from './request.ts';
export { ZoneNotServedError } from './zone-not-served-error.ts';
