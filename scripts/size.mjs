// What an import of the client weighs for those who bundle it, dependencies included, held to a limit.
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';

const PROGRAM = "export { DnsClient, TsigKey, Update } from 'zonewright';";

/** Octets, minified and gzipped: 63,000 of them are tr46's tables of Unicode. */
const LIMIT = 155_000;

/** The weight, as a remark for whoever reads the outcome, and what is wrong with it. */
export async function checkSize(limit = LIMIT) {
  const { code } = await bundle(PROGRAM, { platform: 'node' });
  const octets = gzipSync(code, { level: 9 }).length;
  const remark = `${octets} of ${limit} octets, gzipped`;
  return { remark, complaints: octets <= limit ? [] : [`the import weighs ${remark}`] };
}
