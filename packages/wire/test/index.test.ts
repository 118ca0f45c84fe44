import { describe, expect, it } from 'vitest';
import * as wire from '../src/index.ts';

describe('@zonewright/wire', () => {
  it('exports what DESIGN promises', () => {
    const functions = [
      'decodeMessage',
      'encodeMessage',
      'signRequest',
      'verifyResponse',
      'verifyStream',
      'parseRdata',
      'printRdata',
      'encodeRdata',
      'decodeRdata',
      'isDnsError',
    ] as const;
    const classes = [
      'TsigKey',
      'DnsError',
      'WireError',
      'InvalidNameError',
      'InvalidRdataError',
      'InvalidKeyError',
      'MessageTooLargeError',
      'RcodeError',
      'FormErrError',
      'ServFailError',
      'NotImpError',
      'RefusedError',
      'NotAuthError',
      'NotZoneError',
      'PrerequisiteError',
      'NxDomainError',
      'YxDomainError',
      'NxRRsetError',
      'YxRRsetError',
      'TsigError',
      'BadKeyError',
      'BadSigError',
      'BadTimeError',
      'BadTruncError',
      'UnexpectedRcodeError',
      'MalformedResponseError',
      'UnsignedResponseError',
      'ResponseSignatureError',
    ] as const;
    for (const name of [...functions, ...classes]) {
      expect(wire[name]).toBeTypeOf('function');
      expect(wire[name].name).toBe(name);
    }
  });
});
