import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { EmptyFileError, parseDocument, type DocumentTree } from '@onggi/documents';
import { EvaluationSetError } from '../evaluation-set/evaluation-set-error.js';
import { DEBIAN_MANUALS, type Manual } from './manual.js';

/** A page in one language. */
export interface PageText {
  title: string;
  /** Without the title where the page repeats it as its heading. */
  text: string;
}

/** A page that exists in both languages. */
export interface ManualPage {
  /** The manual's key and the file's path in it, without extension: `gnome/gnome-help/files-rename`. */
  key: string;
  ko: PageText;
  en: PageText;
}

/** Share of Hangul among the letters: below, most of a "Korean" page was left in English. */
const LEAST_HANGUL = 0.5;
/** Characters of the English text: what is shorter is a heading with links, or says nothing that one could ask. */
const LEAST_LENGTH = 300;

/**
 * Pages of the manuals that are really translated, in the order of their keys.
 * @param root folder into which Debian's packages were unpacked (`dpkg-deb -x`): it holds `usr`
 * @throws EvaluationSetError when no manual is there in both languages
 */
export async function readManuals(root: string): Promise<ManualPage[]> {
  const pages: ManualPage[] = [];
  for (const manual of DEBIAN_MANUALS) {
    for (const file of await pageFiles(root, manual)) {
      const [ko, en] = await Promise.all([
        readPage(path.join(root, manual.ko, file)),
        readPage(path.join(root, manual.en, file)),
      ]);
      const key = `${manual.key}/${file.replace(/\.[a-z]+$/, '')}`;
      if (ko && en && isTranslated(ko) && en.text.length >= LEAST_LENGTH) pages.push({ key, ko, en });
    }
  }
  if (pages.length === 0) throw nothingFound(root);
  return pages.sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** Paths of the pages that stand in both folders. */
async function pageFiles(root: string, { ko, en, pages }: Manual): Promise<string[]> {
  const [korean, english] = await Promise.all([filesBelow(path.join(root, ko)), filesBelow(path.join(root, en))]);
  const both = new Set(english);
  return korean.filter((file) => both.has(file) && pages.test(file));
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    // A package that is not there is left out.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** @returns undefined for a page without text of its own */
async function readPage(file: string): Promise<PageText | undefined> {
  const bytes = await readFile(file);
  try {
    const { tree } = await parseDocument({ path: file, bytes });
    return { title: tree.title, text: textBelowTitle(tree) };
  } catch (error) {
    if (error instanceof EmptyFileError) return undefined;
    throw error;
  }
}

function textBelowTitle({ title, text, blocks }: DocumentTree): string {
  return blocks
    .map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) }))
    .filter((block) => block.kind !== 'heading' || block.text !== title)
    .map((block) => block.text)
    .join('\n\n');
}

function isTranslated({ text }: PageText): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const hangul = text.match(/\p{Script=Hangul}/gu)?.length ?? 0;
  return hangul > 0 && hangul / letters >= LEAST_HANGUL;
}

function nothingFound(root: string): EvaluationSetError {
  return new EvaluationSetError(
    { file: root },
    {
      ko: '한국어와 영어로 된 설명서가 없습니다.',
      en: 'there is no manual in Korean and English.',
    },
    {
      ko: '설명서의 데비안 패키지를 이 폴더에 dpkg-deb -x 로 푸세요(docs/quality.md 참고).',
      en: 'Unpack the Debian packages of the manuals into this folder by dpkg-deb -x, as docs/quality.md says.',
    },
  );
}
