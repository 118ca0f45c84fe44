/**
 * Times of signatures: Unix seconds of 32 bits, written as `YYYYMMDDHHmmSS` in UTC (RFC 4034
 * section 3.2). What they mean is serial arithmetic around today; here, which knows no clock, they
 * are of the years 1970 to 2106.
 */

import { quote } from '../../errors/quote.ts';
import { type Field, FieldError } from './field.ts';
import { u32 } from './integer.ts';

const calendar = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

/** Unix seconds of `YYYYMMDDHHmmSS`; undefined where the text is no such time. */
function parseCalendar(text: string): number | undefined {
  const parts = calendar.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year, month, day, hour, minute, second] = parts as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = Date.UTC(year, month - 1, day, hour, minute, second) / 1_000;
  // Date.UTC carries what is out of range over into the next month, day or hour.
  return printCalendar(time) === text ? time : undefined;
}

function printCalendar(seconds: number): string {
  const iso = new Date(seconds * 1_000).toISOString();
  return iso.slice(0, 19).replace(/[-:T]/g, '');
}

/** A time as Unix seconds. */
export const timestamp: Field<number> = {
  read: u32.read,
  write: u32.write,
  check: u32.check,
  print: printCalendar,
  parse: (tokens) => {
    const word = tokens.word('a time');
    const time = /^\d{1,10}$/.test(word) ? Number(word) : parseCalendar(word);
    if (time === undefined || time < 0 || time > 4_294_967_295) {
      throw new FieldError(
        `${quote(word)} is neither YYYYMMDDHHmmSS of the years 1970 to 2106 nor Unix seconds`,
      );
    }
    return time;
  },
};
