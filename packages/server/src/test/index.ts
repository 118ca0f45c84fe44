export { type TestZone, type TestZoneOptions, testZone } from './test-zone.ts';
