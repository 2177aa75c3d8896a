import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { parseMarkdown } from '../markdown/parse-markdown.js';
import { CHUNKER_VERSION, chunkTree } from './chunk-tree.js';

/** What each version of the chunker makes of the document below. */
const cuts: Record<number, string> = { 1: '6addbcfaf95acd06' };

const paragraph = (name: string) =>
  Array.from(
    { length: 60 },
    (_, index) => `${name} 문장 ${index}은 펌프 P-${index}의 압력을 ${index}.5 bar로 적는다.`,
  ).join(' ');
const table = ['| 부품 | 수명 |', '|---|---|', ...Array.from({ length: 90 }, (_, row) => `| P-${row} | ${row} 시간 |`)];
const code = ['```', ...Array.from({ length: 120 }, (_, line) => `set valve ${line} open`), '```'];

it('has another version when it cuts a document otherwise', async () => {
  const document = [
    '# 점검',
    paragraph('첫'),
    '## 부품',
    ...table,
    '',
    '## Commands',
    ...code,
    '',
    '### 끝',
    paragraph('둘'),
  ];
  const chunks = await chunkTree(parseMarkdown(document.join('\n'), 'file'), {
    countTokens: async (texts) => texts.map((text) => text.match(/\S+/g)?.length ?? 0),
  });
  const cut = createHash('sha256').update(JSON.stringify(chunks)).digest('hex').slice(0, 16);
  expect({ [CHUNKER_VERSION]: cut }).toEqual({ [CHUNKER_VERSION]: cuts[CHUNKER_VERSION] });
});
