import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

/** Folder of the variable web font inside the npm package `pretendard`. */
const fontFolder = join(
  dirname(createRequire(import.meta.url).resolve('pretendard/package.json')),
  'dist/web/variable',
);
const slicesCss = readFileSync(join(fontFolder, 'pretendardvariable-dynamic-subset.css'), 'utf8');

/** How many Hangul syllables beside those of our own texts the first font file holds. */
const commonSyllables = 1000;
const signs = ' ·…–—‘’“”«»‹›「」『』《》〈〉①②③④⑤⑥⑦⑧⑨⑩←↑→↓▲▼△▽●○■□✓℃℉°±×÷≤≥≠≈∼㎜㎝㎞㎡㎥㎏％₩€¥²³¹½¼μΩ§※';

/** The code points of one `unicode-range` list. */
function codePoints(range: string): number[] {
  return range.split(',').flatMap((part) => {
    const [first = '', last = first] = part.trim().replace(/^U\+/i, '').split('-');
    const from = parseInt(first, 16);
    return Array.from({ length: parseInt(last, 16) - from + 1 }, (_, index) => from + index);
  });
}

/** The package orders its slices from rare to common, so the commonest syllables are read from the end. */
function commonestHangul(): string {
  const ranges = [...slicesCss.matchAll(/unicode-range:\s*([^;]+);/g)].map((match) => match[1] ?? '');
  const syllables: string[] = [];
  for (const range of ranges.reverse()) {
    syllables.push(
      ...codePoints(range)
        .filter((code) => code >= 0xac00 && code <= 0xd7a3)
        .map((code) => String.fromCodePoint(code)),
    );
    if (syllables.length >= commonSyllables) break;
  }
  return syllables.slice(0, commonSyllables).join('');
}

/** Every letter of our own text modules. */
function lettersOfTexts(sourceFolder: string): string {
  return readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /text\.(ko|en)\.ts$/.test(path))
    .map((path) => readFileSync(join(sourceFolder, path), 'utf8'))
    .join('');
}

/** Builds (or takes from the cache) the font file of the first paint; returns the folder it lies in. */
async function coreFontFolder(projectRoot: string): Promise<string> {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
  const letters = [...new Set(ascii + signs + lettersOfTexts(join(projectRoot, 'src')) + commonestHangul())]
    .filter((letter) => letter >= ' ')
    .sort()
    .join('');
  const whole = readFileSync(join(fontFolder, 'woff2/PretendardVariable.woff2'));
  const key = createHash('sha256').update(letters).update(String(whole.length)).digest('hex').slice(0, 16);
  const folder = join(projectRoot, 'node_modules/.cache/onggi-fonts', key);
  const file = join(folder, 'pretendard-core.woff2');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const subset = await subsetFont(whole, letters, {
      targetFormat: 'woff2',
      variationAxes: { wght: { min: 400, max: 700 } },
      keepFeatures: ['kern', 'mark', 'ccmp', 'tnum', 'calt', 'case'],
    });
    writeFileSync(`${file}.part`, subset);
    renameSync(`${file}.part`, file);
  }
  return folder;
}

/**
 * Serves Pretendard from our own origin: a core subset that CSS imports as `@core-font/pretendard-core.woff2` and
 * the page preloads, and the package's slices under /fonts/, whose CSS the page asks for after its first paint.
 */
export async function pretendard(projectRoot: string): Promise<Plugin> {
  const folder = await coreFontFolder(projectRoot);
  return {
    name: 'onggi:pretendard',
    config: () => ({ resolve: { alias: { '@core-font': folder } } }),
    generateBundle() {
      const slices = join(fontFolder, 'woff2-dynamic-subset');
      for (const name of readdirSync(slices)) {
        this.emitFile({ type: 'asset', fileName: `fonts/slices/${name}`, source: readFileSync(join(slices, name)) });
      }
      this.emitFile({
        type: 'asset',
        fileName: 'fonts/slices.css',
        source: slicesCss.replaceAll('./woff2-dynamic-subset/', './slices/'),
      });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((name) => /pretendard-core.*\.woff2$/.test(name));
        if (!file) return [];
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: true };
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
