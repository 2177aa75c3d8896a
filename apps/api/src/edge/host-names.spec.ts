import { describe, expect, it } from '@jest/globals';
import { hostCheck, nameOf } from './host-names.js';

describe('the Host header', () => {
  it.each([
    ['onggi.example', 'onggi.example'],
    ['Onggi.Example.:8443', 'onggi.example'],
    ['[::1]:3000', '::1'],
    ['127.0.0.1:3000', '127.0.0.1'],
    ['a:b:c', ''],
    [undefined, ''],
  ])('%s names %s', (header, name) => expect(nameOf(header)).toBe(name));

  it('must be a loopback name where only loopback is listened on', () => {
    const answers = hostCheck([], '127.0.0.1');
    for (const own of ['localhost:3000', '127.0.0.1', '[::1]:1', 'onggi.localhost']) expect(answers(own)).toBe(true);
    for (const foreign of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '', undefined])
      expect(answers(foreign)).toBe(false);
  });

  it('must be one of those that are allowed, and loopback stays', () => {
    const answers = hostCheck(['onggi.group.example'], '127.0.0.1');
    expect(['onggi.group.example:443', 'localhost', 'evil.example'].map(answers)).toEqual([true, true, false]);
    expect(hostCheck(['onggi.group.example'], '0.0.0.0')('localhost')).toBe(false);
  });

  it('may be any where nothing is set and every address is listened on', () => {
    expect(hostCheck([], '0.0.0.0')('anything')).toBe(true);
    expect(hostCheck(['*'], '127.0.0.1')('anything')).toBe(true);
  });
});
