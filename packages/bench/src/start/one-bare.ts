/**
 * One update by Node alone, as one-update.ts sends it by the client.
 *
 * Run: node one-bare.js FILE
 */

import { readFileSync } from 'node:fs';
import { sendBare } from '../senders/bare-turn.ts';
import type { SendRequest } from '../senders/send-turn.ts';

const file = process.argv[2] ?? '';
// What measure-start.ts wrote.
await sendBare(JSON.parse(readFileSync(file, 'utf8')) as SendRequest);
