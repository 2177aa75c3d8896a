import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const sourceFolder = join(import.meta.dirname, '..');
const files = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
  .map((path) => ({ path, code: readFileSync(join(sourceFolder, path), 'utf8') }));

/** Attributes whose value a reader sees or hears. */
const spoken = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label', 'description']);

/** Words that stand in the markup itself, where no translation reaches them. */
function wordsInMarkup(path: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${path}: ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      if (spoken.has(node.name.getText()) && /\p{L}/u.test(node.initializer.text))
        found.push(`${path}: ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

describe('the pages', () => {
  it('hold no words of their own: all of them stand in the text modules', () => {
    const tsx = files.filter(({ path }) => path.endsWith('.tsx'));
    expect(tsx.length).toBeGreaterThan(20);
    expect(tsx.flatMap(({ path, code }) => wordsInMarkup(path, code))).toEqual([]);
  });

  it('ask the server only through the api folder', () => {
    const asking = files.filter(({ code }) => /\bfetch\(|new XMLHttpRequest|new EventSource/.test(code));
    expect(asking.filter(({ path }) => !path.startsWith('api/')).map(({ path }) => path)).toEqual([]);
  });

  it('never write HTML that they were given', () => {
    expect(files.filter(({ code }) => /innerHTML|insertAdjacentHTML/i.test(code)).map(({ path }) => path)).toEqual([]);
  });

  it('say everything in both languages', () => {
    const modules = files.filter(({ path }) => path.endsWith('text.ko.ts'));
    for (const { path } of modules) expect(files.some((file) => file.path === path.replace('.ko.', '.en.'))).toBe(true);
    const english = files.filter(({ path }) => path.endsWith('text.en.ts'));
    const hangul = english.flatMap(({ path, code }) =>
      code
        .split('\n')
        .filter((line) => /[가-힣]/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(hangul.filter((line) => !line.includes("'한국어'"))).toEqual([]);
  });
});
