import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromManuals, type ManualVariant } from './from-manuals.js';
import { halfOf, readManualQuestions } from './manual-questions.js';
import { readManuals, type ManualPage } from './read-manuals.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'onggi-manuals-'));
});
afterEach(() => rm(root, { recursive: true }));

const korean = '용지함을 열고 걸린 종이를 천천히 당겨서 꺼냅니다. '.repeat(20);
const english = 'Open the tray and pull the sheet out, slowly. '.repeat(20);
const help = { ko: 'usr/share/libreoffice/help/ko/text/shared', en: 'usr/share/libreoffice/help/en-US/text/shared' };
const gnome = { ko: 'usr/share/help/ko/gnome-help', en: 'usr/share/help/C/gnome-help' };

const html = (title: string, text: string) =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
const mallard = (title: string, text: string) =>
  `<page xmlns="http://projectmallard.org/1.0/"><info><credit><name>Jo</name></credit></info><title>${title}</title><p>${text}</p></page>`;

async function write(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

describe('reading the manuals', () => {
  it('pairs pages by their path, in HTML and Mallard, without title and credits', async () => {
    await write({
      [`${help.ko}/guide/jam.html`]: html('종이 걸림', korean),
      [`${help.en}/guide/jam.html`]: html('Paper jam', english),
      [`${gnome.ko}/jam.page`]: mallard('종이 걸림', korean),
      [`${gnome.en}/jam.page`]: mallard('Paper jam', english),
    });
    const page = { ko: { title: '종이 걸림', text: korean.trim() }, en: { title: 'Paper jam', text: english.trim() } };
    expect(await readManuals(root)).toEqual([
      { key: 'gnome/gnome-help/jam', ...page },
      { key: 'libreoffice/text/shared/guide/jam', ...page },
    ]);
  });

  it.each([
    ['was left in English', { 'a.html': [html('종이', english), html('Paper', english)] }],
    ['says next to nothing', { 'a.html': [html('종이', korean), html('Paper', 'See the manual.')] }],
    ['has no text', { 'a.html': [html('종이', korean), '<html><body></body></html>'] }],
    ['is a table of contents', { 'main.html': [html('종이', korean), html('Paper', english)] }],
    ['exists in one language', { 'a.html': [html('종이', korean)] }],
  ])('leaves out a page that %s', async (_, files) => {
    await write({
      [`${help.ko}/kept.html`]: html('종이', korean),
      [`${help.en}/kept.html`]: html('Paper', english),
    });
    for (const [name, [ko = '', en]] of Object.entries<string[]>(files)) {
      await write({ [`${help.ko}/${name}`]: ko, ...(en !== undefined && { [`${help.en}/${name}`]: en }) });
    }
    expect((await readManuals(root)).map(({ key }) => key)).toEqual(['libreoffice/text/shared/kept']);
  });

  it('says so when no manual is there', async () => {
    await expect(readManuals(root)).rejects.toMatchObject({ code: 'EVALUATION_SET_INVALID' });
  });
});

describe('the set of the manuals', () => {
  const page = (key: string): ManualPage => ({
    key,
    ko: { title: '제목', text: '글' },
    en: { title: 'T', text: 'text' },
  });
  const pages = [page('a'), page('b')];
  const questions = [
    { id: 'q1', pages: ['a'], ko: '무엇?', en: 'What?' },
    { id: 'q2', pages: [], ko: '언제?', en: 'When?' },
    { id: 'q3', pages: ['gone'], ko: '왜?', en: 'Why?' },
  ];

  it.each<[ManualVariant, string, string, Record<string, string[]>]>([
    [
      'both',
      'ko:a en:a ko:b en:b',
      'q1-ko q1-en q2-ko q2-en',
      { 'q1-ko': ['ko:a', 'en:a'], 'q1-en': ['ko:a', 'en:a'] },
    ],
    ['ko', 'ko:a ko:b', 'q1-ko q2-ko', { 'q1-ko': ['ko:a'] }],
    ['en', 'en:a en:b', 'q1-en q2-en', { 'q1-en': ['en:a'] }],
    ['other-language-ko', 'en:a en:b', 'q1-ko q2-ko', { 'q1-ko': ['en:a'] }],
    ['other-language-en', 'ko:a ko:b', 'q1-en q2-en', { 'q1-en': ['ko:a'] }],
    ['translation-ko', 'en:a ko:b en:b', 'q1-ko q2-ko', { 'q1-ko': ['en:a'] }],
    ['translation-en', 'ko:a ko:b en:b', 'q1-en q2-en', { 'q1-en': ['ko:a'] }],
  ])('%s: index %s, questions %s', (variant, documents, queries, judgements) => {
    const set = fromManuals(pages, questions, { variant });
    expect(set.documents.map(({ id }) => id).join(' ')).toBe(documents);
    expect(set.queries.map(({ id }) => id).join(' ')).toBe(queries);
    expect(Object.fromEntries([...set.judgements].map(([id, grades]) => [id, [...grades.keys()]]))).toEqual(judgements);
  });

  it('knows which questions no page answers, and counts pages that are not there', () => {
    const { queries, ignoredJudgements } = fromManuals(pages, questions, { variant: 'ko' });
    expect(ignoredJudgements).toBe(1);
    expect(queries.map(({ unanswerable }) => unanswerable)).toEqual([false, true]);
  });

  it('parts the questions into halves over one index', () => {
    const variant = 'translation-ko';
    const whole = fromManuals(pages, questions, { variant });
    const halves = (['tuning', 'held-out'] as const).map((half) => fromManuals(pages, questions, { variant, half }));
    expect(halves.map(({ documents }) => documents)).toEqual([whole.documents, whole.documents]);
    expect(halves.flatMap(({ queries }) => queries).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(whole.queries);
  });
});

describe('the questions about the manuals', () => {
  it('are asked once each, in both languages, half of them to tune by', async () => {
    const questions = await readManualQuestions();
    for (const language of ['ko', 'en'] as const) {
      expect(new Set(questions.map((question) => question[language])).size).toBe(questions.length);
    }
    expect(questions.filter(({ ko }) => !/\p{Script=Hangul}/u.test(ko))).toEqual([]);
    expect(questions.filter(({ en }) => /\p{Script=Hangul}/u.test(en))).toEqual([]);
    const tuning = questions.filter((question) => halfOf(question) === 'tuning').length;
    expect(Math.abs(tuning / questions.length - 0.5)).toBeLessThan(0.1);
  });
});
