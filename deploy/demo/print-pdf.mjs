/**
 * Prints the PDF documents of the demo tenants from their HTML sources.
 *
 *   node deploy/demo/print-pdf.mjs                    all tenants
 *   node deploy/demo/print-pdf.mjs electronics        one tenant
 *
 * `<tenant>/pdf-source/NAME.html` becomes the document of `<tenant>/tenant.json` whose file name is `NAME.pdf`.
 * A source without such an entry, or an entry without a source, is an error: both lists must agree.
 */
import chromium from '@sparticuz/chromium';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium as browserType } from 'playwright-core';

const demoFolder = path.dirname(fileURLToPath(import.meta.url));
const fontFolder = path.resolve(demoFolder, '../../node_modules/pretendard/dist/public/static/alternative');
const largestBytes = 300_000;

/** Pretendard's TrueType files: Chromium embeds them as a subset, where it would draw a variable font glyph by glyph. */
const fontFaces = [
  ['Regular', 400],
  ['SemiBold', 600],
  ['Bold', 700],
]
  .map(([name, weight]) => {
    const address = pathToFileURL(path.join(fontFolder, `Pretendard-${name}.ttf`)).href;
    return `@font-face { font-family: Pretendard; font-weight: ${weight}; src: url('${address}') format('truetype'); }`;
  })
  .join('\n');

/** The folders that hold a tenant.json, or the ones named on the command line. */
async function tenantsToPrint(named) {
  if (named.length > 0) return named;
  const entries = await readdir(demoFolder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Pairs each HTML source of a tenant with the PDF it becomes. */
async function printJobs(tenant) {
  const folder = path.join(demoFolder, tenant);
  const { documents } = JSON.parse(await readFile(path.join(folder, 'tenant.json'), 'utf8'));
  const targets = new Map(
    documents
      .filter((document) => document.path.endsWith('.pdf'))
      .map((document) => [path.basename(document.path, '.pdf'), path.join(folder, 'documents', document.path)]),
  );
  const sources = (await readdir(path.join(folder, 'pdf-source'))).filter((name) => name.endsWith('.html'));
  const jobs = sources.map((name) => {
    const base = path.basename(name, '.html');
    const target = targets.get(base);
    if (target === undefined) throw new Error(`${tenant}/pdf-source/${name}: tenant.json lists no ${base}.pdf`);
    targets.delete(base);
    return { source: path.join(folder, 'pdf-source', name), target };
  });
  if (targets.size > 0) throw new Error(`${tenant}: no source for ${[...targets.keys()].join(', ')}`);
  return jobs;
}

/** Prints one page to an A4 PDF with tags, so that the text can be selected and the headings found. */
async function print(browser, { source, target }) {
  const page = await browser.newPage();
  try {
    await page.goto(pathToFileURL(source).href);
    await page.addStyleTag({ content: fontFaces });
    const loaded = await page.evaluate(async () => {
      const faces = await Promise.all(
        [400, 600, 700].map((weight) => document.fonts.load(`${weight} 10pt Pretendard`, '가A')),
      );
      return faces.every((found) => found.length > 0);
    });
    if (!loaded) throw new Error(`Pretendard is not in ${fontFolder}: run "npm install" first`);
    const pdf = await page.pdf({
      format: 'A4',
      tagged: true,
      outline: true,
      printBackground: true,
      preferCSSPageSize: true,
    });
    if (pdf.length > largestBytes) throw new Error(`${target}: ${pdf.length} bytes, more than ${largestBytes}`);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, pdf);
    console.log(`${path.relative(demoFolder, target)}  ${Math.round(pdf.length / 1000)} kB`);
  } finally {
    await page.close();
  }
}

const browser = await browserType.launch({
  executablePath: await chromium.executablePath(),
  // Hinted widths would be rounded to whole pixels: extracted words then fall apart ("Electron ics").
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
});
try {
  for (const tenant of await tenantsToPrint(process.argv.slice(2))) {
    for (const job of await printJobs(tenant)) await print(browser, job);
  }
} finally {
  await browser.close();
}
