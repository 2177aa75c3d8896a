import { describe, expect, it } from '@jest/globals';
import { ScimError } from './scim-errors.js';
import { parseFilter, parsePath } from './scim-filter.js';

describe('a filter', () => {
  it.each([
    ['userName eq "jiwoo@acme.test"', [{ attribute: 'username', value: 'jiwoo@acme.test' }]],
    ['USERNAME EQ "a"', [{ attribute: 'username', value: 'a' }]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a"', [{ attribute: 'username', value: 'a' }]],
    [
      'id eq "1" and members eq "2"',
      [
        { attribute: 'id', value: '1' },
        { attribute: 'members', value: '2' },
      ],
    ],
    [
      'active eq true and externalId eq "x"',
      [
        { attribute: 'active', value: true },
        { attribute: 'externalid', value: 'x' },
      ],
    ],
    ['displayName eq "a \\"b\\" and c eq \\u0041"', [{ attribute: 'displayname', value: 'a "b" and c eq A' }]],
    ['emails.value eq "a"', [{ attribute: 'emails.value', value: 'a' }]],
    ['displayName eq "설계 1팀"', [{ attribute: 'displayname', value: '설계 1팀' }]],
  ])('%s is read', (filter, conditions) => {
    expect(parseFilter(filter)).toEqual(conditions);
  });

  it.each([
    ...['', 'userName', 'userName eq', 'userName eq jiwoo', 'userName co "a"', 'userName eq "a" or userName eq "b"'],
    ...[
      'not (userName eq "a")',
      'userName eq "a" and',
      'userName eq "a',
      'userName eq "a" userName eq "b"',
      '"a" eq "a"',
    ],
    ...["userName eq 'a'", 'userName eq "a"; DROP TABLE', 'userName eq "\\x"'],
  ])('%p is refused, not half understood', (filter) => {
    expect(() => parseFilter(filter)).toThrow(ScimError);
  });
});

describe('a path', () => {
  it.each([
    ['members', { attribute: 'members', where: undefined, sub: undefined }],
    ['members[value eq "1"]', { attribute: 'members', where: [{ attribute: 'value', value: '1' }], sub: undefined }],
    [
      'emails[type eq "work"].value',
      { attribute: 'emails', where: [{ attribute: 'type', value: 'work' }], sub: 'value' },
    ],
    [
      'emails[type eq "wo]r.k"].value',
      { attribute: 'emails', where: [{ attribute: 'type', value: 'wo]r.k' }], sub: 'value' },
    ],
    ['name.givenName', { attribute: 'name', where: undefined, sub: 'givenname' }],
    [
      'urn:ietf:params:scim:schemas:core:2.0:User:name.familyName',
      { attribute: 'name', where: undefined, sub: 'familyname' },
    ],
  ])('%s is read', (path, parts) => {
    expect(parsePath(path)).toEqual(parts);
  });

  it('of another schema names no attribute of ours', () => {
    const path = parsePath('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department');
    expect(path.attribute).toContain('department');
  });

  it.each(['', '[value eq "1"]', 'members[value eq "1"', 'a.b.c', 'members[]'])('%p is refused', (path) => {
    expect(() => parsePath(path)).toThrow(ScimError);
  });
});
