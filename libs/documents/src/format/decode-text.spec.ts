import { describe, expect, it } from '@jest/globals';
import { UndecodableTextError } from '../errors/file-errors.js';
import { decodeText } from './decode-text.js';

const TEXT = '펌프 점검 주기는 3개월이다. Pump.';
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
/** 점검 주기 in EUC-KR, then 똠, which only CP949 has. */
const EUC_KR = [0xc1, 0xa1, 0xb0, 0xcb, 0x20, 0xc1, 0xd6, 0xb1, 0xe2, 0x20, 0x8c, 0x63];

describe('decoding a text file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 little endian with a mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16 big endian with a mark', utf16be(`\ufeff${TEXT}`)],
    ['UTF-16 little endian without a mark', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 big endian without a mark', utf16be(TEXT)],
  ])('reads %s', (_, bytes) => expect(decodeText(bytes)).toBe(TEXT));

  it('reads EUC-KR and its extension CP949', () => expect(decodeText(Uint8Array.from(EUC_KR))).toBe('점검 주기 똠'));

  it('reads the encoding that a page declares', () => {
    const page = Buffer.concat([Buffer.from('<html><meta charset="euc-kr">'), Uint8Array.from(EUC_KR)]);
    expect(decodeText(page)).toContain('점검 주기 똠');
  });

  it('reads western text of one byte a character', () => {
    expect(decodeText(Buffer.from('Prüfung der Kühlmittelpumpe', 'latin1'))).toBe('Prüfung der Kühlmittelpumpe');
  });

  it('forgives a damaged character in a long text', () => {
    const bytes = Buffer.concat([Buffer.from(TEXT.repeat(100)), Uint8Array.from([0xff]), Buffer.from(TEXT)]);
    expect(decodeText(bytes)).toContain('\ufffd');
  });

  it.each([
    ['noise', Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919 + (index >> 3) * 104729) % 256)],
    ['zeros', new Uint8Array(500)],
    [
      'UTF-16 of noise',
      Uint8Array.from([0xff, 0xfe, ...Array.from({ length: 400 }, (_, index) => (index % 2 ? 0 : index % 30))]),
    ],
  ])('refuses %s', (_, bytes) => expect(() => decodeText(bytes)).toThrow(UndecodableTextError));
});
