import { describe, expect, it } from '@jest/globals';
import { limitTerms, queryTerms, termFrequencies } from './terms.js';

describe('terms of a passage', () => {
  it('count how often each occurs', () => {
    const terms = termFrequencies('Pump, pump and pumps. 펌프 펌프');
    expect(terms.get('pump')).toEqual({ unit: 'word', tf: 3 });
    expect(terms.get('펌프')).toEqual({ unit: 'word', tf: 2 });
  });

  it('lose their rarest 2-grams first and their codes last', () => {
    const terms = termFrequencies('설정하기 설정하기 압력계 E-23 pumps');
    const limited = limitTerms(terms, terms.size - 2);
    expect([...terms.keys()].filter((term) => !limited.has(term))).toEqual(['압력', '력계']);
    expect([...limitTerms(terms, 1).keys()]).toEqual(['e23']);
  });
});

describe('terms of a question', () => {
  it('occur once and leave out the words that only ask', () => {
    expect(queryTerms('How do I set up the pump, the pump?')).toEqual([
      { token: 'set', unit: 'word', weight: 1 },
      { token: 'up', unit: 'word', weight: 1 },
      { token: 'pump', unit: 'word', weight: 1 },
    ]);
    expect(queryTerms('어떻게 점검하나요?').map(({ token }) => token)).toEqual(['점검하나요', '점검', '검하']);
  });

  it('weigh a word with its ending less than what it consists of', () => {
    expect(queryTerms('펌프의 bearings')).toEqual([
      { token: '펌프의', unit: 'word', weight: 0.2 },
      { token: '펌프', unit: 'bigram', weight: 1 },
      { token: '프의', unit: 'bigram', weight: 1 },
      { token: 'bearings', unit: 'word', weight: 0.5 },
      { token: 'bear', unit: 'stem', weight: 1 },
    ]);
  });

  it('find in a passage what the question asks for, particles or not', () => {
    const passage = termFrequencies('LG-W2024-B의 배수 필터는 3개월마다 청소한다.');
    const found = queryTerms('lg w2024 b 필터 청소 주기 LG W2024-B').filter(({ token }) => passage.has(token));
    expect(found.map(({ token }) => token)).toEqual(expect.arrayContaining(['w2024', '필터', '청소']));
  });

  it('are empty for a question without words', () => {
    expect(queryTerms(' ?!… ')).toEqual([]);
  });
});
