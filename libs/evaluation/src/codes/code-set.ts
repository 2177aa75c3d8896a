import type { Language } from '@onggi/platform';
import type { EvaluationSet, SetDocument, SetQuery } from '../evaluation-set/evaluation-set.js';
import { seededRandom } from '../metrics/random.js';
import { chanceOf, type Chance } from './chance.js';
import { families, rules, type CodeFamily } from './code-families.js';

/** How many entries of each family one question is asked about. */
const entriesPerQuestion = 20;
const articles = 50;
const paragraphs = 2;

interface MutableSet {
  documents: SetDocument[];
  queries: SetQuery[];
  judgements: Map<string, Map<string, number>>;
}

/**
 * Entries that differ by nothing but an exact code and a few numbers: parts, substances (CAS numbers), RFCs, articles of
 * rules and fault codes, each in Korean or English, and questions in both languages that write the codes in other ways. A
 * fifth of the rules is asked for by its name in the other language, which only the glossary tells. Made by chance, the
 * same set for the same seed.
 */
export function codeSet(seed = 1): EvaluationSet {
  const chance = chanceOf(seededRandom(seed));
  const set: MutableSet = { documents: [], queries: [], judgements: new Map() };
  for (const family of families) addFamily(set, family, chance);
  addRules(set, chance);
  return { ...set, ignoredJudgements: 0, glossary: rules };
}

function addFamily(set: MutableSet, family: CodeFamily, chance: Chance): void {
  const used = new Set<string>();
  for (let index = 0; index < family.entries; index++) {
    const code = chance.until(
      () => family.code(chance),
      (drawn) => !used.has(drawn),
    );
    used.add(code);
    const language = chance.pick(['ko', 'en'] as const);
    const id = `${family.name}${index}`;
    set.documents.push({ id, language, ...family.document[language](code, chance, index) });
    if (index % entriesPerQuestion !== 0) continue;
    for (const asked of ['ko', 'en'] as const) {
      ask(set, chance.pick(family.questions[asked])(chance.pick(family.spellings(code))), asked, id);
    }
  }
}

/** One rule after the other, each wholly in one language. */
function addRules(set: MutableSet, chance: Chance): void {
  let count = 0;
  for (const name of rules) {
    const language = chance.pick(['ko', 'en'] as const);
    for (let place = 0; place < articles * paragraphs; place++) {
      const [article, paragraph] = [Math.floor(place / paragraphs) + 1, (place % paragraphs) + 1];
      const id = `article${count++}`;
      const days = chance.number(2, 30);
      set.documents.push({ id, language, ...articleOf(name, language, article, paragraph, days) });
      if (place % entriesPerQuestion !== 3) continue;
      ask(set, chance.pick(articleQuestions[language])(name, article, paragraph), language, id);
      if (place % (3 * entriesPerQuestion) !== 3) continue;
      const other = language === 'ko' ? 'en' : 'ko';
      ask(set, chance.pick(articleQuestions[other])(name, article, paragraph), other, id);
    }
  }
}

type RuleName = (typeof rules)[number];

function articleOf(name: RuleName, language: Language, article: number, paragraph: number, days: number) {
  const mark = ['①', '②'][paragraph - 1] ?? '';
  return language === 'ko'
    ? {
        title: name.ko,
        text: `${name.ko} 제${article}조 ${mark} 담당 부서는 신청을 받은 날부터 ${days}일 이내에 처리하고 그 결과를 서면으로 알린다.`,
      }
    : {
        title: name.en,
        text: `${name.en}, Article ${article}(${paragraph}). The department handles the request within ${days} days of receipt and gives notice of the result in writing.`,
      };
}

type ArticleQuestion = (name: RuleName, article: number, paragraph: number) => string;

const articleQuestions: Record<Language, readonly ArticleQuestion[]> = {
  ko: [
    ({ ko }, article, paragraph) => `${ko} 제${article}조 제${paragraph}항의 처리 기한은?`,
    ({ ko }, article, paragraph) => `${ko} ${article}조 ${paragraph}항`,
    ({ ko }, article, paragraph) => `${ko} 제${article}조 ${paragraph}항은 며칠 안에 처리하라고 하나요?`,
  ],
  en: [
    ({ en }, article, paragraph) => `How many days under ${en} Article ${article}(${paragraph})?`,
    ({ en }, article, paragraph) => `${en} art. ${article} para ${paragraph}`,
    ({ en }, article, paragraph) => `${en} Article ${article}, paragraph ${paragraph}`,
  ],
};

function ask(set: MutableSet, text: string, language: Language, document: string): void {
  const id = `q${set.queries.length + 1}`;
  set.queries.push({ id, text, language, answers: [], unanswerable: false });
  set.judgements.set(id, new Map([[document, 1]]));
}
