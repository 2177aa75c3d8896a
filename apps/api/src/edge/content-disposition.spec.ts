import { describe, expect, it } from '@jest/globals';
import { disposition, harmlessName } from './content-disposition.js';

describe('the name of a download', () => {
  it.each([
    ['설비/지침 3판.pdf', '지침 3판.pdf'],
    ['지침.pdf'.normalize('NFD'), '지침.pdf'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['a/b/', 'b'],
    ['evil\r\nSet-Cookie: a=b.md', 'evilSet-Cookie_ a=b.md'],
    ['report\u202efdp.exe', 'reportfdp.exe'],
    ['zero\u200bwidth\ufeff\u{e0041}.md', 'zerowidth.md'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1.md', '_com1.md'],
    ['console.md', 'console.md'],
    ['-rf.md', 'rf.md'],
    ['.htaccess', 'htaccess'],
    ['"><img src=x>.md', '___img src=x_.md'],
    ['a\ud800b.md', 'ab.md'],
    ['...', 'document'],
    ['', 'document'],
    ['보고서 📄.md', '보고서 📄.md'],
  ])('%j is %j', (given, name) => expect(harmlessName(given)).toBe(name));

  it('keeps its ending when it is cut, and no letter is cut in two', () => {
    const name = harmlessName(`${'가나다라'.repeat(100)}.hwpx`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^[가나다라]+\.hwpx$/);
  });

  it('stands twice in the header, as ASCII and as RFC 8187 has it', () => {
    for (const name of ["지침's (최종) 100%.pdf", 'plain.md', '보고서 📄.md', 'a;b=c.md']) {
      const header = disposition('attachment', name);
      const [, ascii, encoded = ''] =
        /^attachment; filename="([\x20-\x7e]+)"; filename\*=UTF-8''(\S+)$/.exec(header) ?? [];
      expect(ascii).not.toMatch(/["\\]/);
      expect(encoded).toMatch(/^(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})+$/);
      expect(decodeURIComponent(encoded)).toBe(name);
    }
  });
});
