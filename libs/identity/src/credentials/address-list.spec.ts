import { describe, expect, it } from '@jest/globals';
import { addressList, areBlocksWithin, isAddressIn } from './address-list.js';

describe('the addresses of a key', () => {
  it.each([
    ['10.1.2.3', ['10.1.0.0/16'], true],
    ['10.2.0.1', ['10.1.0.0/16'], false],
    ['10.2.0.1', ['10.1.0.0/16', '10.2.0.0/24'], true],
    ['192.0.2.7', ['192.0.2.7/32'], true],
    ['192.0.2.8', ['192.0.2.7/32'], false],
    ['::ffff:10.1.2.3', ['10.1.0.0/16'], true],
    ['::ffff:10.2.2.3', ['10.1.0.0/16'], false],
    ['2001:db8::1', ['2001:db8::/32'], true],
    ['2001:db9::1', ['2001:db8::/32'], false],
    ['2001:db8::1', ['10.0.0.0/8'], false],
    ['10.0.0.1', ['::/0'], true],
    ['203.0.113.9', ['0.0.0.0/0'], true],
    ['unknown', ['0.0.0.0/0'], false],
    [undefined, ['0.0.0.0/0'], false],
  ])('hold %p in %p: %p', (address, blocks, expected) => {
    expect(isAddressIn(address, blocks)).toBe(expected);
  });

  it('are any where none are named', () => {
    expect(isAddressIn('203.0.113.9', [])).toBe(true);
    expect(isAddressIn(undefined, [])).toBe(true);
  });

  it('are kept with the length of their prefix', () => {
    expect(addressList(['10.1.0.0/16', ' 192.0.2.7', '2001:db8::1'])).toEqual([
      '10.1.0.0/16',
      '192.0.2.7/32',
      '2001:db8::1/128',
    ]);
  });

  it.each(['', 'example.com', '10.0.0.0/33', '::/129', '10.0.0', '10.0.0.0/-1', '10.0.0.0/8/8', 'fe80::1%eth0'])(
    'are not %p',
    (text) => {
      expect(() => addressList([text])).toThrow(/not a block/);
    },
  );

  it.each([
    [['10.1.0.0/16'], ['10.0.0.0/8'], true],
    [['10.0.0.0/8'], ['10.1.0.0/16'], false],
    [['10.1.0.0/16', '192.0.2.0/24'], ['10.0.0.0/8'], false],
    [[], ['10.0.0.0/8'], false],
    [[], [], true],
    [['10.0.0.0/8'], [], true],
    [['2001:db8:1::/48'], ['2001:db8::/32', '10.0.0.0/8'], true],
    [['0.0.0.0/0'], ['::/0'], false],
  ])('%p lie within %p: %p', (blocks, others, expected) => {
    expect(areBlocksWithin(blocks, others)).toBe(expected);
  });
});
