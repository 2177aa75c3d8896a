/** The pages as everyone meets them: both languages, light and dark, wide and phone. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { answerBadge, axeFindings, openBrowser, signIn } from '../harness/browser.mjs';
import { questions, theLibrary } from '../harness/library.mjs';
import { repositoryRoot } from '../harness/product.mjs';

const pictures = path.join(repositoryRoot, 'test/.artifacts/pages');

const looks = ['ko', 'en'].flatMap((language) =>
  ['light', 'dark'].flatMap((scheme) =>
    [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ].map((size) => ({ language, scheme, ...size })),
  ),
);

describe('the pages', () => {
  let library;
  let conversation;
  before(async () => {
    library = await theLibrary();
    mkdirSync(pictures, { recursive: true });
    const { context, page } = await openBrowser(library.product);
    await signIn(context, library.product, library);
    await page.goto('/');
    const reply = await context.request.post(`${library.product.url}/api/v1/answers`, {
      data: { question: questions.koreanOverEnglish.text },
      headers: { 'x-onggi-request': '1', accept: 'application/json' },
      timeout: 90_000,
    });
    conversation = (await reply.json()).conversationId;
    await context.close();
  });

  for (const look of looks) {
    const name = `${look.language} ${look.scheme} ${look.width}`;

    it(`have nothing that axe finds, and ask nothing of anyone else: ${name}`, async () => {
      const { context, page, remote } = await openBrowser(library.product, look);
      try {
        const findings = {};
        const check = async (what) => {
          await page.screenshot({ path: path.join(pictures, `${what} ${name}.png`.replaceAll(' ', '-')) });
          findings[what] = await axeFindings(page);
        };
        await page.goto('/sign-in');
        await page.getByRole('button', { name: look.language === 'ko' ? /김지우/ : /Jiwoo Kim/ }).waitFor();
        await check('sign-in');

        await signIn(context, library.product, library);
        await page.goto('/');
        await page.getByRole('textbox', { name: look.language === 'ko' ? '물음' : 'Question' }).waitFor();
        await check('new-chat');

        await page.goto(`/c/${conversation}`);
        await page.locator(answerBadge).first().waitFor();
        await check('chat');
        await page
          .getByRole('button', { name: look.language === 'ko' ? /^근거 1,/ : /^Source 1,/ })
          .first()
          .click();
        await page.locator('canvas').waitFor();
        await check('source');

        await page.goto('/admin/documents');
        await page.getByText('brinehawk', { exact: false }).first().waitFor();
        await check('documents');

        assert.deepEqual(findings, Object.fromEntries(Object.keys(findings).map((what) => [what, []])));
        assert.deepEqual(remote, []);
        assert.equal(await page.evaluate('document.documentElement.lang'), look.language);
      } finally {
        await context.close();
      }
    });
  }

  it('show a stranger the sign-in page, not a document', async () => {
    const { context, page } = await openBrowser(library.product);
    await page.goto('/admin/documents');
    await page.waitForURL(/sign-in/);
    await context.close();
  });
});
