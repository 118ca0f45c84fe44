/** `InvalidUpdateError`: what it says, what it carries, and what it never shows. */

import { DnsError, InvalidValueError } from '@zonewright/wire';
import { InvalidUpdateError, Update } from '@zonewright/zone';
import { expect, test } from 'vitest';

test('names the value and the rule in one sentence', () => {
  const error = new InvalidUpdateError('TTL', -1, 'an integer is needed');
  expect(error).toBeInstanceOf(DnsError);
  expect(error).toBeInstanceOf(InvalidValueError);
  expect(error).toMatchObject({
    name: 'InvalidUpdateError',
    code: 'INVALID_UPDATE',
    applied: 'no',
    message: 'Invalid TTL -1: an integer is needed.',
    value: -1,
    rule: 'an integer is needed',
    operation: undefined,
    lint: undefined,
  });
});

test('names the method that was given the value', () => {
  const error = new InvalidUpdateError('TTL', -1, 'an integer is needed').during('insert');
  expect(error.operation).toBe('insert');
  expect(error.message).toBe('insert: Invalid TTL -1: an integer is needed.');
});

test('carries what servers are known to skip', () => {
  const lint = new Update('example.com').removeRRset('@', 'SOA').lint();
  const error = new InvalidUpdateError('update of', 'example.com.', 'no server does it', { lint });
  expect(error.lint).toBe(lint);
});

test('shows control characters escaped and long values cut', () => {
  const { message } = new InvalidUpdateError('record text', `\u001b[31m${'x'.repeat(200)}`, 'no');
  expect(message).not.toContain('\u001b');
  expect(message.length).toBeLessThan(130);
});
