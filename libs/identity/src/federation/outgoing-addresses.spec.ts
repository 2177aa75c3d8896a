import { describe, expect, it } from '@jest/globals';
import { mayConnect, mayRequest } from './outgoing-addresses.js';

const production = { loopback: false, internalHosts: ['sso.corp.example', '.intern.example'] };
const development = { loopback: true, internalHosts: [] };

describe('a request to an identity provider', () => {
  it.each([
    ...['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16'],
    ...['0.0.0.0', '::', '224.0.0.1', '255.255.255.255', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', 'not an address'],
  ])('never connects to %p, whatever is allowed', (address) => {
    const rules = { loopback: true, internalHosts: ['sso.corp.example'] };
    expect(mayConnect('sso.corp.example', address, rules)).toBe(false);
  });

  it('connects to public addresses', () => {
    expect(mayConnect('login.example', '203.0.113.7', production)).toBe(true);
    expect(mayConnect('login.example', '2a00::1', production)).toBe(true);
  });

  it.each(['10.1.2.3', '172.31.0.1', '192.168.0.1', '100.64.0.1', 'fc00::1', '::ffff:10.1.2.3'])(
    'connects to %p only for hosts that the operator named',
    (address) => {
      expect(mayConnect('login.example', address, production)).toBe(false);
      expect(mayConnect('sso.corp.example', address, production)).toBe(true);
      expect(mayConnect('a.intern.example', address, production)).toBe(true);
      expect(mayConnect('intern.example.evil.test', address, production)).toBe(false);
    },
  );

  it('connects to loopback in development only', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1']) {
      expect(mayConnect('localhost', address, production)).toBe(false);
      expect(mayConnect('localhost', address, development)).toBe(true);
    }
  });

  it('is https, but for loopback in development', () => {
    const asked = (url: string, rules = production) => mayRequest(new URL(url), rules);
    expect(asked('https://login.example/realms/a')).toBe(true);
    expect(asked('http://login.example/')).toBe(false);
    expect(asked('http://127.0.0.1:4000/')).toBe(false);
    expect(asked('http://127.0.0.1:4000/', development)).toBe(true);
    expect(asked('http://login.example/', development)).toBe(false);
    expect(asked('https://[fe80::1]/', development)).toBe(false);
    expect(asked('https://169.254.169.254/', development)).toBe(false);
    expect(asked('https://0xa9fea9fe/', development)).toBe(false);
    expect(asked('https://user:password@login.example/')).toBe(false);
    expect(asked('file:///etc/passwd', development)).toBe(false);
  });
});
