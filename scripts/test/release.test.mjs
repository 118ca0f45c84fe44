import { expect, test } from 'vitest';
import { withRepository } from '../release.mjs';

test('a published manifest names the repository that it comes from, and its folder there', () => {
  const manifest = { name: '@zonewright/wire', version: '1.0.0' };
  expect(withRepository(manifest, 'owner/a.name', 'packages/wire')).toEqual({
    name: '@zonewright/wire',
    version: '1.0.0',
    repository: {
      type: 'git',
      url: 'git+https://github.com/owner/a.name.git',
      directory: 'packages/wire',
    },
    homepage: 'https://github.com/owner/a.name/tree/main/packages/wire#readme',
    bugs: 'https://github.com/owner/a.name/issues',
  });
});

test.each([undefined, '', 'owner', 'https://github.com/a/b'])('%s is no repository', (given) => {
  expect(() => withRepository({}, given, 'packages/wire')).toThrow(/^GITHUB_REPOSITORY is/);
});
