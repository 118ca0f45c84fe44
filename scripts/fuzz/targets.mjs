// What is fuzzed, and what must hold of it. `call` gets the input and is what the bounds of time and
// memory are for; the errors that it may throw are `typed`. `check` gets what it gave, and throws
// where that is not stable: what was read is written and read again, and must be the same.
import { isDeepStrictEqual } from 'node:util';
import { createAnswerer } from '@zonewright/server/answer';
import {
  decodeMessage,
  decodeRdata,
  decodeWithLayout,
  encodeMessage,
  encodeRdata,
  isDnsError,
  isMetaType,
  judgeReply,
  judgeRequest,
  MessageTooLargeError,
  parseKeyText,
  parseRdata,
  printRdata,
  rrTypes,
  signRequest,
  TsigKey,
  WireError,
} from '@zonewright/wire';
import { MasterFileError, parseMasterFile, printMasterFile, Update, Zone } from '@zonewright/zone';

/** A rule that does not hold, of a function that threw nothing it may not throw. */
export class Breach extends Error {
  name = 'Breach';
}

function same(what, first, second) {
  if (!isDeepStrictEqual(first, second)) throw new Breach(`${what} is not the same again`);
}

const hasCode =
  (...codes) =>
  (error) =>
    isDnsError(error) && codes.includes(error.code);

const textOf = (input) => Buffer.from(input).toString('utf8');

const now = 1_700_000_000;
const key = new TsigKey({ name: 'fuzz.', algorithm: 'hmac-sha256', secret: 'c2VjcmV0c2VjcmV0' });
const request = signRequest(
  encodeMessage({ opcode: 'UPDATE', zone: { name: 'example.com.', type: 'SOA', class: 'IN' } }),
  key,
  { now },
);

function checkMessage(message) {
  for (const compress of [true, false]) {
    let octets;
    try {
      octets = encodeMessage(message, { compress });
    } catch (error) {
      // Names that shared their octets in rdata are written whole.
      if (error instanceof MessageTooLargeError) continue;
      throw error;
    }
    same('the message', decodeMessage(octets), message);
  }
}

function checkData(type, data) {
  const octets = encodeRdata(type, data);
  same('the data, from octets', decodeRdata(type, octets), data);
  const text = printRdata(type, data);
  let again;
  try {
    again = parseRdata(type, text);
  } catch (error) {
    throw new Breach(`the text ${JSON.stringify(text.slice(0, 200))} is refused: ${error.message}`);
  }
  same('the data, from text', again, data);
}

/** The type that an input of octets begins with, and the data behind it. */
function splitOctets(input) {
  const number = ((input[0] ?? 0) << 8) | (input[1] ?? 0);
  return { type: rrTypes.mnemonic(number), octets: input.subarray(2) };
}

/** The type that an input of text begins with, and the text behind the space. */
function splitText(input) {
  const text = textOf(input);
  const end = text.indexOf(' ');
  const type = end < 0 ? text : text.slice(0, end);
  return { type, text: end < 0 ? '' : text.slice(end + 1) };
}

const otherFiles = { other: 'in 60 A 192.0.2.1\n', itself: '$INCLUDE itself\n' };

function masterFile(input) {
  const include = (fileName) => otherFiles[fileName] ?? '$TTL 5\n@ TXT x\n';
  return parseMasterFile(textOf(input), { origin: 'example.com.', include });
}

/** Serves the zone that the request is about, so that requests for any zone come to it. */
function answer(input) {
  let message;
  try {
    message = decodeMessage(input);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  const zoneName = message?.zone?.name ?? 'example.com.';
  const name = zoneName.length > 200 ? 'example.com.' : zoneName;
  const zone = Zone.parse(name, zoneText);
  const faults = [];
  const answerer = createAnswerer({ zones: [zone], keys: [key], onError: (e) => faults.push(e) });
  // What the input says of itself decides: it must mean the same each time that it is run.
  const isSigned = message !== undefined && message.tsig === undefined && input[0] % 4 !== 0;
  const transport = input[1] % 2 === 0 ? 'udp' : 'tcp';
  let octets = input;
  try {
    if (isSigned && !message.flags.qr) octets = signRequest(input, key, { now }).bytes;
  } catch (error) {
    if (!(error instanceof MessageTooLargeError)) throw error;
  }
  const reply = answerer.answer(octets, { now, transport });
  return { reply, faults, zone, name, transport };
}

const zoneText = `$TTL 60
@ SOA ns1 hostmaster 100 3600 600 86400 60
@ NS ns1
@ TXT apex
ns1 A 192.0.2.1
host A 192.0.2.10
host TXT v1
alias CNAME host
*.wild TXT w
sub NS ns.sub
ns.sub A 192.0.2.3
`;

function checkAnswer({ reply, faults, zone, name, transport }, input) {
  if (faults.length > 0) throw faults[0];
  const printed = zone.toString();
  same('the zone', Zone.parse(name, printed).toString(), printed);
  if (reply === undefined) return;
  if (transport === 'udp' && reply.length > 1232) throw new Breach('a UDP reply is too long');
  const message = decodeMessage(reply);
  const id = (input[0] << 8) | input[1];
  if (!message.flags.qr || message.id !== id) throw new Breach('the reply is none to the request');
}

/** Judges the input as a reply, and where it is a message, the same signed, and that damaged. */
function checkReply(verdict, input) {
  if (verdict.status === 'verified') throw new Breach('verified without the key');
  if (verdict.status !== 'unsigned' || input.length > 65_000) return;
  const asked = judgeRequest(request.bytes, decodeWithLayout(request.bytes), [key], { now });
  const signed = asked.sign(input, { now });
  const judged = judgeReply(signed, key, { requestMac: request.mac, now });
  if (judged.status !== 'verified') throw new Breach(`signed, and ${judged.status}`);
  const at = 2 + ((input[3] * 256 + input[1]) % (input.length - 2));
  const damaged = Uint8Array.from(signed);
  damaged[at] ^= 1 << (input[0] % 8);
  if (judgeReply(damaged, key, { requestMac: request.mac, now }).status === 'verified') {
    throw new Breach(`octet ${at} was changed, and it verifies`);
  }
}

/** The targets, by the seeds that each starts from. Bounds are for 64 KiB, the largest input. */
export const targets = [
  {
    name: 'decodeMessage',
    seeds: 'messages',
    maxMs: 10,
    maxMiB: 16,
    typed: (error) => error instanceof WireError,
    call: decodeMessage,
    check: checkMessage,
  },
  {
    name: 'decodeRdata',
    seeds: 'rdata',
    maxMs: 10,
    maxMiB: 16,
    typed: (error) => error instanceof WireError,
    call: (input) => {
      const { type, octets } = splitOctets(input);
      return decodeRdata(type, octets);
    },
    check: (data, input) => {
      const { type } = splitOctets(input);
      // What a message holds of OPT and TSIG is no data of a record.
      if (isMetaType(type)) return;
      checkData(type, data);
    },
  },
  {
    name: 'parseRdata',
    seeds: 'rdataTexts',
    isText: true,
    maxMs: 100,
    maxMiB: 64,
    typed: hasCode('INVALID_RDATA'),
    call: (input) => {
      const { type, text } = splitText(input);
      return parseRdata(type, text);
    },
    check: (data, input) => checkData(splitText(input).type, data),
  },
  {
    name: 'parseMasterFile',
    seeds: 'masterFiles',
    isText: true,
    maxMs: 250,
    maxMiB: 128,
    typed: (error) => error instanceof MasterFileError,
    call: masterFile,
    check: (records) => {
      const printed = printMasterFile(records, { origin: 'example.com.' });
      const again = parseMasterFile(printed, { origin: 'example.com.' });
      same('the number of records', again.length, records.length);
      same('the text', printMasterFile(again, { origin: 'example.com.' }), printed);
    },
  },
  {
    name: 'Update.parse',
    seeds: 'scripts',
    isText: true,
    maxMs: 250,
    maxMiB: 128,
    typed: hasCode('INVALID_UPDATE', 'INVALID_NAME', 'INVALID_RDATA'),
    call: (input) => Update.parse(textOf(input), { zone: 'example.com' }),
    check: (update) => {
      const script = update.toString();
      const again = Update.parse(script);
      same('the script', again.toString(), script);
      update.lint();
      if (update.operations.length + update.prerequisites.length === 0) return;
      same('the message', again.toMessage(), update.toMessage());
      checkMessage(decodeMessage(update.toWire()));
    },
  },
  {
    name: 'parseKeyText',
    seeds: 'keys',
    isText: true,
    maxMs: 100,
    maxMiB: 64,
    typed: hasCode('INVALID_KEY'),
    call: (input) => new TsigKey(parseKeyText(textOf(input))),
    check: (read) => {
      const { name, algorithm } = read;
      const again = new TsigKey({ name, algorithm, secret: read.revealSecret() });
      same('the key', [again.name, again.algorithm], [name, algorithm]);
      same('the secret', again.revealSecret(), read.revealSecret());
    },
  },
  {
    name: 'answer',
    seeds: 'messages',
    maxMs: 100,
    maxMiB: 64,
    typed: () => false,
    call: answer,
    check: checkAnswer,
  },
  {
    name: 'judgeReply',
    seeds: 'messages',
    maxMs: 20,
    maxMiB: 32,
    typed: () => false,
    call: (input) => judgeReply(input, key, { requestMac: request.mac, now }),
    check: checkReply,
  },
];

/** A sentence if no target has this name, otherwise `undefined`. */
export function unknownTarget(only) {
  if (only === undefined || targets.some(({ name }) => name === only)) return undefined;
  return `--only ${only} is no target: ${targets.map(({ name }) => name).join(', ')}`;
}
