// One error of each way in which the built packages make it, so that what the pages say of `code`
// and `applied` can be held to what the classes give: verdicts and lost answers by the function of
// the client that settles every attempt, all others by their constructors.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importSource } from './import-source.mjs';
import { root } from './workspace.mjs';

/** The packages that people import, the one to import from first. */
export const PACKAGES = {
  zonewright: 'packages/client/dist/index.js',
  '@zonewright/zone': 'packages/zone/dist/index.js',
  '@zonewright/server': 'packages/server/dist/index.js',
  '@zonewright/wire': 'packages/wire/dist/index.js',
};

/** What is known of a zone after an error. */
export const APPLIED = ['no', 'partly', 'unknown'];

/** A module of the build, by its path from the root. */
export function built(path) {
  return import(pathToFileURL(join(root, path)).href);
}

/** Errors of every class that is thrown, several where the values differ. */
export async function errorSpecimens() {
  const [client, zone, server, wire] = await Promise.all(Object.values(PACKAGES).map(built));
  const settled = await settledErrors(wire);
  const ofServers = await serversFailedErrors(wire);
  return [...settled, ...givenErrors(client, zone, wire), ...ofServers, ...serverErrors(server)];
}

/** What an attempt ends in: each RCODE and TSIG error, each way to get no answer, in each case. */
async function settledErrors({ WireError }) {
  const { settle } = await importSource('packages/client/src/exchange/settle.ts');
  const errors = [];
  for (const before of ['unchanged', 'may-have-changed', 'unaffected']) {
    for (const outcome of outcomes(WireError)) {
      // A question ends in these by functions of its own, and never as unknown.
      const isOfUpdate = ['unsent', 'interrupted-after-sending'].includes(outcome.status);
      if (before === 'unaffected' && isOfUpdate) continue;
      const sent = { transport: 'tcp', isSigned: true, signedAt: 0, copies: 1, ...outcome };
      const context = { zone: 'example.com.', server: 'ns1.example.com:53', attempts: 1, before };
      errors.push(settle(sent, { ...context, subject: 'it', advice: '', prerequisites: [] }));
    }
  }
  return errors;
}

const REFUSALS = ['FORMERR', 'SERVFAIL', 'NOTIMP', 'REFUSED', 'NOTAUTH', 'NOTZONE'];
const PREREQUISITES = ['NXDOMAIN', 'YXDOMAIN', 'NXRRSET', 'YXRRSET'];

/** The outcomes of an attempt that are no success. */
function outcomes(WireError) {
  const message = (rcode) => ({ rcode, opcode: 'UPDATE', flags: { tc: false }, edns: undefined });
  const signed = { authenticated: true, serverTime: 4_000 };
  const rejected = (error) => ({
    kind: 'signature-rejected',
    verdict: { status: 'server-error', error, ...signed, message: message('NOTAUTH') },
  });
  const verdict = (rcode) => ({ kind: 'verdict', message: message(rcode), authenticated: true });
  const claim = { message: message('NOERROR'), rule: 'a rule' };
  const invalid = (given) => ({ kind: 'invalid', verdict: given });
  const answers = [
    ...[...REFUSALS, ...PREREQUISITES, 'RCODE11', 'BADVERS'].map(verdict),
    ...['BADKEY', 'BADSIG', 'BADTIME', 'BADTRUNC'].map(rejected),
    invalid({ status: 'unsigned', ...claim }),
    invalid({ status: 'rejected', finding: 'BADSIG', ...claim }),
    invalid({ status: 'malformed', error: new WireError(0, 'a rule') }),
  ];
  const cause = new Error('cause');
  return [
    ...answers.map((answer) => ({ status: 'answered', answer })),
    { status: 'lost', cause },
    { status: 'unsent', cause },
    { status: 'timeout', untrusted: [], ignored: [] },
    { status: 'interrupted-after-sending' },
  ];
}

/** Those of values that cannot be used, and of whole calls. */
function givenErrors(client, zone, wire) {
  const counts = (appliedRecords, unknownRecords) =>
    new client.LoadError('', { appliedRecords, unknownRecords }, []);
  return [
    new wire.InvalidNameError('', 'rule'),
    new wire.InvalidRdataError('A', '', 'rule'),
    new wire.InvalidKeyError('rule'),
    new wire.InvalidMessageError('what', '', 'rule'),
    new wire.InvalidOptionError('option', '', 'rule'),
    new wire.MessageTooLargeError(65_536),
    new wire.WireError(0, 'rule'),
    new zone.InvalidUpdateError('what', '', 'rule'),
    new zone.InvalidZoneError('example.com.', 'example.com.', 'SOA', 'rule'),
    new zone.MasterFileError({ rule: 'rule', token: '', line: 1, column: 1 }),
    new client.InvalidAddressError('', 'rule'),
    new client.ClientClosedError(),
    new client.ListenError(''),
    new client.CnameChainError('', []),
    new client.ZoneNotFoundError(''),
    new client.TransferError(''),
    new client.PropagationTimeoutError(''),
    // Which it is, packages/client/src/sending says; packages/client/test/servers holds all three.
    ...APPLIED.map((applied) => new client.NotAppliedError('', [], { applied })),
    ...[counts(0, 0), counts(1, 1), counts(0, 1)],
  ];
}

/** Of an update to several servers, of which one fails in each way. */
async function serversFailedErrors({ DnsError }) {
  const { sendToAll } = await importSource('packages/client/src/sending/send-to-all.ts');
  const message = { zone: { name: 'example.com.' } };
  const failed = APPLIED.map((applied) => {
    const send = async () => {
      throw new DnsError('FAILED', 'failed', { applied });
    };
    return sendToAll([{ label: 'ns1.example.com:53' }], message, send).catch((error) => error);
  });
  return Promise.all(failed);
}

function serverErrors(server) {
  const example = ['example.com.', '192.0.2.1:53', 'what'];
  return [
    new server.ListenError('where'),
    new server.NotifyError(...example),
    new server.TransferError(...example),
    new server.ServerClosedError(),
    new server.StorageError('file', 'what'),
    new server.ZoneNotServedError('example.com', 'example.com.', []),
  ];
}
