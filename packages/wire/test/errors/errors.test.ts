import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import {
  BadTimeError,
  DnsError,
  InvalidKeyError,
  InvalidMessageError,
  InvalidNameError,
  InvalidRdataError,
  InvalidValueError,
  isDnsError,
  MessageTooLargeError,
  NxDomainError,
  PrerequisiteError,
  quote,
  RcodeError,
  RefusedError,
  TsigError,
  WireError,
} from '../../src/index.ts';

describe('the JSON of an error', () => {
  const jsonOf = (error: DnsError): unknown => JSON.parse(JSON.stringify(error));

  it('has its name, its message and its fields, and a cause of ours', () => {
    const cause = new MessageTooLargeError(70_000);
    const error = new DnsError('X', 'A sentence.', { zone: 'example.', applied: 'partly', cause });
    expect(jsonOf(error)).toEqual({
      name: 'DnsError',
      message: 'A sentence.',
      code: 'X',
      applied: 'partly',
      zone: 'example.',
      attempts: 0,
      cause: jsonOf(cause),
    });
    expect(jsonOf(cause)).toMatchObject({ name: 'MessageTooLargeError', sizeBytes: 70_000 });
  });

  it('says nothing of another cause, which may hold anything', () => {
    const error = new DnsError('X', 'A sentence.', { cause: new Error('a secret') });
    expect(JSON.stringify(error)).not.toContain('secret');
    // Given afterwards it is a field like any other.
    error.cause = { name: 'a secret' };
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('shows the value that was refused, whatever it is', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const shownBy = [
      [300n, '300n'],
      [circle, 'an array of 1'],
      [{ at: circle }, 'an object'],
      [Uint8Array.of(1, 2), '2 octets'],
      ['text', 'text'],
      [5, 5],
      [false, false],
      [null, null],
    ];
    for (const [value, shown] of shownBy) {
      const json = jsonOf(new InvalidNameError(value, 'it is none'));
      expect(json).toMatchObject({ name: 'InvalidNameError', rule: 'it is none', value: shown });
    }
  });
});

describe('DnsError', () => {
  it('has code, what is known of the zone, and where it was', () => {
    const cause = new Error('why');
    const error = new DnsError('X', 'A sentence.', {
      zone: 'example.',
      server: 'h:53',
      attempts: 2,
      applied: 'partly',
      cause,
    });
    expect(error).toMatchObject({
      code: 'X',
      message: 'A sentence.',
      zone: 'example.',
      server: 'h:53',
      attempts: 2,
      applied: 'partly',
      cause,
    });
    const bare = new DnsError('X', 'A sentence.');
    expect(bare).toMatchObject({ applied: 'no', attempts: 0, zone: undefined, server: undefined });
    expect('cause' in bare).toBe(false);
  });

  it('each class has its name, also where stacks and inspect look for it', () => {
    const errors = [
      new DnsError('X', 'm'),
      new WireError(3, 'r'),
      new InvalidNameError('v', 'r'),
      new InvalidRdataError('A', 'v', 'r'),
      new InvalidKeyError('r'),
      new InvalidMessageError('id', 7, 'r'),
      new MessageTooLargeError(70_000),
    ];
    for (const error of errors) {
      expect(error.name).toBe(error.constructor.name);
      expect(String(error.stack)).toContain(`${error.name}: ${error.message}`);
      expect(inspect(error)).toContain(error.name);
      expect(Object.keys(error)).not.toContain('name');
      expect(error).toBeInstanceOf(DnsError);
      expect(error).toBeInstanceOf(Error);
    }
  });

  it('the tree is that of DESIGN', () => {
    const parents: [{ prototype: object }, { prototype: object }][] = [
      [InvalidNameError, InvalidValueError],
      [InvalidRdataError, InvalidValueError],
      [InvalidKeyError, InvalidValueError],
      [RcodeError, DnsError],
      [RefusedError, RcodeError],
      [PrerequisiteError, RcodeError],
      [NxDomainError, PrerequisiteError],
      [TsigError, RcodeError],
      [BadTimeError, TsigError],
    ];
    for (const [child, parent] of parents) {
      expect(Object.getPrototypeOf(child.prototype)).toBe(parent.prototype);
    }
  });
});

describe('isDnsError', () => {
  it('knows the errors of another copy of the package, where instanceof does not', async () => {
    vi.resetModules();
    const copy = await import('../../src/errors/wire-error.ts');
    const error = new copy.WireError(1, 'r');
    expect(copy.WireError).not.toBe(WireError);
    expect(error).not.toBeInstanceOf(WireError);
    expect(isDnsError(error)).toBe(true);
  });

  it.each([undefined, null, 7, 'DnsError', {}, [], new Error('x'), { code: 'REFUSED' }, () => 1])(
    'is no other value: %s',
    (value) => {
      expect(isDnsError(value)).toBe(false);
    },
  );
});

describe('errors for values', () => {
  it('name the value and the rule, and the operation where it is known', () => {
    const error = new InvalidRdataError('MX', '10', 'no exchange');
    expect(error).toMatchObject({
      code: 'INVALID_RDATA',
      type: 'MX',
      value: '10',
      rule: 'no exchange',
    });
    expect(error.message).toBe('Invalid MX data "10": no exchange.');
    expect(error.during('insert')).toBe(error);
    expect(error.message).toBe('insert: Invalid MX data "10": no exchange.');
    expect(error.operation).toBe('insert');
  });

  it('a key error has a value only where it is given one', () => {
    expect(new InvalidKeyError('a rule').message).toBe('Invalid TSIG key: a rule.');
    expect(new InvalidKeyError('a rule').value).toBeUndefined();
    expect(new InvalidKeyError('a rule', 'name').message).toBe('Invalid TSIG key "name": a rule.');
  });

  it('a message that is too large says how large', () => {
    expect(new MessageTooLargeError(65_536)).toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      sizeBytes: 65_536,
      applied: 'no',
    });
  });

  it('a WireError says where, and which rule', () => {
    const error = new WireError(12, 'a rule');
    expect(error).toMatchObject({ code: 'WIRE_FORMAT', offset: 12, rule: 'a rule' });
    expect(error.message).toBe('Malformed DNS data at octet 12: a rule.');
  });
});

describe('quote: values in messages are short, on one line, and harmless', () => {
  it.each([
    ['text', '"text"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['a\nb\x1b[0m', '"a\\nb\\u001b[0m"'],
    ['\x7f\u0085\u2028\u2029', '"\\u007f\\u0085\\u2028\\u2029"'],
    ['\u202e\u2066\u200b\u200f\ufeff\u061c', '"\\u202e\\u2066\\u200b\\u200f\\ufeff\\u061c"'],
    ['\u{e0041}', '"\\ue0041"'],
    ['\ud800', '"\\ud800"'],
    ['bücher 例え 💩', '"bücher 例え 💩"'],
    [undefined, 'undefined'],
    [null, 'null'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [7n, '7n'],
    [Symbol('secret'), 'a symbol'],
    [() => 'secret', 'a function'],
    [Uint8Array.of(1, 2), '2 octets'],
    [['a', 'b'], 'an array of 2'],
    [{ secret: 1 }, 'an object'],
    [new Date(0), 'an object'],
  ])('%s', (value, shown) => {
    expect(quote(value)).toBe(shown);
  });

  it('cuts long text after 80 characters', () => {
    expect(quote('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`);
    expect(quote('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(80)}…"`);
    expect(quote(`${'x'.repeat(79)}💩`)).toBe(`"${'x'.repeat(79)}\\ud83d…"`);
  });
});
