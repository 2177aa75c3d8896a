import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

let launched;

/** The one browser of this test run. */
export function browser() {
  launched ??= sparticuz.executablePath().then((executablePath) =>
    // Not sparticuz.args: its --single-process makes a second page hang.
    chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] }),
  );
  return launched;
}

after(async () => {
  if (launched) await (await launched).close();
});

/**
 * A fresh browser profile that speaks to one product.
 * @returns {Promise<{page: import('playwright-core').Page, context: import('playwright-core').BrowserContext,
 *   remote: string[]}>} `remote`: requests that left this machine's product
 */
export async function openBrowser(product, { language = 'ko', scheme = 'light', width = 1440, height = 900 } = {}) {
  const context = await (
    await browser()
  ).newContext({
    baseURL: product.url,
    locale: language === 'ko' ? 'ko-KR' : 'en-US',
    colorScheme: scheme,
    viewport: { width, height },
    hasTouch: width < 600,
    reducedMotion: 'reduce',
  });
  const remote = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(product.url) && !/^(data|blob):/.test(request.url())) remote.push(request.url());
  });
  return { page: await context.newPage(), context, remote };
}

/** The badge of a finished answer. */
export const answerBadge = ['GENERATED', 'EXTRACTIVE', 'ABSTAINED', 'FAILED', 'CANCELLED']
  .map((status) => `[data-status="${status}"]`)
  .join(', ');

/** Signs a demo account in, as the sign-in page does. */
export async function signIn(context, product, { tenant, email }) {
  const reply = await context.request.post(`${product.url}/api/v1/session`, { data: { tenant, email } });
  if (!reply.ok()) throw new Error(`sign in: ${reply.status()} ${await reply.text()}`);
}

/** Prints HTML as a PDF file. @returns {Promise<Buffer>} */
export async function printPdf(html) {
  const page = await (await browser()).newPage();
  try {
    await page.setContent(html);
    return await page.pdf({ format: 'A4', margin: { top: '20mm', bottom: '20mm', left: '20mm', right: '20mm' } });
  } finally {
    await page.close();
  }
}

/** @returns {Promise<string[]>} rule and element of each finding */
export async function axeFindings(page) {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
  });
}
