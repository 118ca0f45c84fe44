import { expect, test } from 'vitest';
import { sayLink } from '../../src/transport/system-error.ts';

const invalid = Object.assign(new Error('connect EINVAL fe80::1:53'), { code: 'EINVAL' });

test('an EINVAL of a link-local address without its interface says so', () => {
  const said = sayLink(invalid, 'fe80::1', undefined);
  expect(said).toMatchObject({ code: 'EINVAL', cause: invalid });
  expect(said.message).toBe(
    'connect EINVAL fe80::1:53: the link-local address fe80::1 needs its interface, as in fe80::1%eth0',
  );
  expect(sayLink(invalid, '2001:db8::1', 'FEBF::5').message).toContain('FEBF::5%eth0');
});

test('any other error stays as it is', () => {
  expect(sayLink(invalid, 'fe80::1%eth0', '2001:db8::1')).toBe(invalid);
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(sayLink(refused, 'fe80::1')).toBe(refused);
});
