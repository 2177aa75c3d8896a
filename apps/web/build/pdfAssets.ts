import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** What pdf.js asks for while it draws: character maps (Korean ones too), standard fonts, a JPEG 2000 decoder without WASM. */
const wanted = [
  { from: 'cmaps', names: /\.bcmap$/ },
  { from: 'standard_fonts', names: /\.(pfb|ttf)$/ },
  { from: 'wasm', names: /nowasm_fallback\.js$/ },
];

/** Copies pdf.js's data files into the build under /pdf/, so that no page asks another origin for them. */
export function pdfAssets(): Plugin {
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  return {
    name: 'onggi:pdf-assets',
    generateBundle() {
      for (const { from, names } of wanted) {
        for (const name of readdirSync(join(root, from)).filter((file) => names.test(file))) {
          this.emitFile({
            type: 'asset',
            fileName: `pdf/${from}/${name}`,
            source: readFileSync(join(root, from, name)),
          });
        }
      }
    },
  };
}
