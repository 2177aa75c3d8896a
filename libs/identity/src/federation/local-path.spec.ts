import { describe, expect, it } from '@jest/globals';
import { localPath } from './local-path.js';

describe('the page after a sign-in', () => {
  it.each(['/', '/c/0190', '/library?query=밸브&status=', '/c/1#근거', '/library?query=100%25'])(
    'may be %p',
    (path) => {
      expect(localPath(path)).toBe(path);
    },
  );

  it.each([
    ...[
      'https://evil.test',
      '//evil.test',
      '///evil.test',
      '/\\evil.test',
      '\\\\evil.test',
      '\\/evil.test',
      'evil.test',
    ],
    ...[
      '/%2f/evil.test',
      '/%2F%2Fevil.test',
      '/%5cevil.test',
      '/%5C%5Cevil.test',
      '/%252f%252fevil.test',
      '%2f%2fevil.test',
    ],
    ...['/\t/evil.test', '/%09/evil.test', '/\n/evil.test', '/%0d%0aSet-Cookie:a=b', ' /evil', '/ /evil.test'],
    ...['/.//evil.test', '/a/..//evil.test', '/%2e/%2fevil.test', 'javascript:alert(1)', '/%', '/%e0%a4%a', ''],
    ...[
      'http:evil.test',
      '/\u2028/evil.test',
      '/api/v1/session/oidc/a/start',
      '/API/v1',
      '/scim/v2/Users',
      '/@evil\\.test',
    ],
    `/${'a'.repeat(3000)}`,
  ])('is never %p', (path) => {
    expect(localPath(path)).toBeUndefined();
  });
});
