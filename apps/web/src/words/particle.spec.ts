import { describe, expect, it } from '@jest/globals';
import { withParticle } from './particle.js';

describe('withParticle', () => {
  it.each([
    ['펌프', '은/는', '펌프는'],
    ['지침', '은/는', '지침은'],
    ['P-101', '은/는', 'P-101은'],
    ['버전 3', '을/를', '버전 3을'],
    ['버전 2', '이/가', '버전 2가'],
    ['1', '으로/로', '1로'],
    ['3', '으로/로', '3으로'],
    ['서울', '으로/로', '서울로'],
    ['본문', '으로/로', '본문으로'],
    ['PCB', '은/는', 'PCB는'],
    ['VPN', '이/가', 'VPN이'],
    ['URL', '으로/로', 'URL로'],
    ['대장(2026)', '을/를', '대장(2026)을'],
    ['기준서(개정)', '을/를', '기준서(개정)를'],
    ['‘품질보증’', '과/와', '‘품질보증’과'],
    ['(주)', '이/가', '(주)가'],
    ['', '이/가', '가'],
  ] as const)('%s with %s is %s', (word, particle, expected) => {
    expect(withParticle(word, particle)).toBe(expected);
  });
});
