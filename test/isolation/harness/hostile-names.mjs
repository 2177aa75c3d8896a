/** File names as an attacker, an old system or a careless person sends them: 200 of them, each another. */

const climbing = [
  ...['../a.md', '../../a.md', '../../../../../../etc/onggi-evil.md', 'a/../../b.md', 'a/../../../b.md', '..', '../'],
  ...[
    '..\\a.md',
    '..\\..\\windows\\onggi-evil.md',
    'a\\..\\..\\b.md',
    '.\u200b./a.md',
    '\u202e../a.md',
    '..\u2060/x.md',
  ],
];
const absolute = [
  ...['/etc/onggi-evil.md', '//server/share/onggi.md', '/a/b.md', 'C:\\Windows\\onggi.md', 'C:onggi.md'],
  ...['\\\\server\\share\\onggi.md', '\\\\?\\C:\\onggi.md', 'file:///etc/onggi.md', '~/onggi.md', '~root/onggi.md'],
];
const encoded = [
  ...['%2e%2e%2fa.md', '..%2fb.md', '%252e%252e%252fc.md', '..%c0%afd.md', '%00.md', 'a%0d%0aX-Injected: 1.md'],
  ...['..;/e.md', '....//f.md', '..././g.md', '\uff0e\uff0e\uff0fh.md', '\u2025/i.md', '..\u2215j.md', '..\u2044k.md'],
];
const control = [
  ...Array.from({ length: 32 }, (_, code) => `c${code}${String.fromCharCode(code)}.md`),
  ...[
    'a\x7f.md',
    'a\r\nX-Injected: 1\r\n.md',
    'a\nSet-Cookie: s=1.md',
    'a.md\0.exe',
    '\0',
    'a\u0085b.md',
    'a\u2028b.md',
  ],
  ...['a\u2029b.md', 'a\tb.md', '\x1b[2Ja.md', '\x1b]0;title\x07b.md'],
];
const deceptive = [
  ...[
    'report\u202efdp.exe',
    'a\u202db.md',
    '\u2066a\u2069.md',
    '\u200fa.md',
    '\u200ea.md',
    '\u061ca.md',
    'a\u2067b.md',
  ],
  ...['zero\u200bwidth.md', 'a\ufeffb.md', 'a\u2060b.md', 'tag\u{e0041}\u{e0042}.md', '\u00adsoft.md', 'а-cyrillic.md'],
  ...['ⓐ.md', 'ﬁle.md', 'ｆｕｌｌ.md', 'a\u0300\u0301\u0302\u0303\u0304\u0305.md', `z${'\u0351'.repeat(60)}.md`],
];
const devices = [
  ...['CON', 'con.md', 'PRN', 'AUX.txt', 'NUL', 'nul.tar.gz', 'COM1', 'COM9.md', 'LPT1', 'lpt9.md', 'CONIN$', 'CLOCK$'],
  ...[
    'a.md:stream',
    'a.md::$DATA',
    'trailing.',
    'trailing.md ',
    ' leading.md',
    'dots...',
    'a*b?.md',
    'a|b.md',
    'a<b>.md',
  ],
];
const quoting = [
  ...[
    'a"b.md',
    "a'b.md",
    'a`b.md',
    'a;b.md',
    'a,b.md',
    'a\\"b.md',
    '"; filename="evil.md',
    "x'; DROP TABLE onggi.document;--.md",
  ],
  ...[
    '$(touch onggi-evil).md',
    '`touch onggi-evil`.md',
    '| touch onggi-evil.md',
    '&& touch onggi-evil.md',
    '-rf',
    '--help.md',
  ],
  ...[
    '-o onggi-evil.md',
    '@file.md',
    '=cmd|calc!A0.md',
    '+1.md',
    '#a.md',
    'a%b.md',
    'a%s%n.md',
    '{{7*7}}.md',
    '${7*7}.md',
  ],
];
const markup = [
  ...['<script>alert(1)<∕script>.md', '<img src=x onerror=alert(1)>.md', '"><svg onload=alert(1)>.md', '&lt;b&gt;.md'],
  ...[
    "'onmouseover='alert(1).md",
    '![x](http:∕∕127.0.0.1∕x).md',
    '[x](javascript:alert(1)).md',
    'javascript:alert(1).md',
  ],
  ...['data:text∕html,<script>.md', '<!--.md', ']]>.md', '<iframe srcdoc=x>.md'],
];
const hangul = [
  '지침',
  '각궁',
  '힣',
  '안전 점검표',
  '설비/보전/지침',
  '한글ㅋㅋ',
  '옹기 보고서(최종)',
  '가나다라마바사',
].flatMap((stem) => [`${stem}.md`.normalize('NFC'), `${stem}.md`.normalize('NFD')]);
const emoji = ['📄.md', '👩‍🔬.md', '🇰🇷.md', '🏴󠁧󠁢󠁥󠁮󠁧󠁿.md', '❤️.md', '\ud83d.md', 'a\ude00.md', '𠀀.md'];
const long = [
  ...[255, 256, 1000, 1024, 1025, 5000].map((length) => `${'a'.repeat(length - 3)}.md`),
  ...[85, 86, 400].map((length) => `${'가'.repeat(length)}.md`),
  ...['a/'.repeat(400) + 'a.md', 'a/'.repeat(600) + 'a.md', '.'.repeat(200), '/'.repeat(200), `${'.a'.repeat(200)}.md`],
];
const odd = [
  '',
  ' ',
  '.',
  './a.md',
  'a//b.md',
  'a/./b.md',
  'a/',
  '.htaccess',
  '.git/config',
  '.env',
  'package.json',
  '__proto__',
  'constructor',
  'a.md.zip.md',
  'index.html',
  'a.svg',
];

/** @type {string[]} */
export const hostileNames = [
  ...new Set([
    ...climbing,
    ...absolute,
    ...encoded,
    ...control,
    ...deceptive,
    ...devices,
    ...quoting,
    ...markup,
    ...hangul,
    ...emoji,
    ...long,
    ...odd,
  ]),
];

/** Names that are one document, composed and decomposed. */
export const hangulPairs = Array.from({ length: hangul.length / 2 }, (_, index) =>
  hangul.slice(2 * index, 2 * index + 2),
);
