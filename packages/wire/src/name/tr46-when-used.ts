/**
 * tr46, loaded when a name needs it. Its tables take Node 8 ms and 6 MB, and few programs have names
 * beyond ASCII. In a bundle this would look for a package that is not there: those who bundle take
 * tr46.ts, by the condition `module` that they all set and Node does not.
 */

import { createRequire } from 'node:module';
import type * as tr46 from './tr46.ts';

const load = createRequire(import.meta.url) as (name: 'tr46') => typeof tr46;

export const toASCII: typeof tr46.toASCII = (name, options) => load('tr46').toASCII(name, options);

export const toUnicode: typeof tr46.toUnicode = (name, options) =>
  load('tr46').toUnicode(name, options);
