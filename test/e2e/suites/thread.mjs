/** From an empty tenant to a cited answer in the browser. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { ingest, npmRunOnggi, onggi } from '../harness/command-line.mjs';
import { assertAnswer } from '../harness/contract.mjs';
import { answerBadge, openBrowser, signIn } from '../harness/browser.mjs';
import { questions, theLibrary } from '../harness/library.mjs';

describe('the thread, from documents to a cited answer', () => {
  let library;
  before(async () => (library = await theLibrary()));

  it('a tenant made on the command line is listed', async () => {
    const { json } = await onggi(library.product, ['tenant', 'list', '--json']);
    assert.ok(json.tenants.some((tenant) => tenant.id === library.tenant && tenant.status === 'active'));
  });

  it('every file of an ingested folder is published', () => {
    const { documents } = library.ingested;
    assert.deepEqual(documents.map(({ path: file, status, reason }) => ({ file, status, reason })).sort(byFile), [
      { file: 'manuals/brinehawk-p40.pdf', status: 'published', reason: null },
      { file: 'rules/parking.md', status: 'published', reason: null },
    ]);
    for (const document of documents) assert.ok(document.documentId);
  });

  it('a path is relative to where the command was typed', async () => {
    const relative = path.basename(library.folder);
    const again = await npmRunOnggi(
      library.product,
      ['ingest', relative, '--tenant', library.tenant, '--corpus', library.corpus, '--wait', '--json'],
      { cwd: path.dirname(library.folder) },
    );
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(
      again.json.documents.map((document) => document.status),
      ['unchanged', 'unchanged'],
    );
  });

  it('the same folder again adds nothing', async () => {
    const again = await ingest(library.product, library.folder, library.tenant, library.corpus);
    assert.deepEqual(
      again.documents.map((document) => document.status),
      ['unchanged', 'unchanged'],
    );
    assert.equal((await library.member.ok('GET', `/api/v1/corpora/${library.corpus}/documents`)).total, 2);
  });

  it('a Korean question over an English document is answered in Korean, with the right page', async () => {
    const { text, path: file, page, fact } = questions.koreanOverEnglish;
    const { json: answer, stderr } = await onggi(library.product, ['ask', text, '--tenant', library.tenant, '--json']);
    assert.ok(answer, stderr);
    assertAnswer(answer);
    assert.equal(answer.language, 'ko');
    assert.notEqual(answer.status, 'ABSTAINED');
    assert.match(answer.text, /[가-힣]/);
    assert.match(answer.text, fact);
    const [citation] = answer.sentences[0].citations;
    assert.equal(citation.path, file);
    assert.equal(citation.page, page);
    assert.match(citation.quote, /demineralised water/);
  });

  it('in the browser one Enter sends a Korean sentence, and its source opens at the marked line', async () => {
    const { context, page, remote } = await openBrowser(library.product, { language: 'ko' });
    try {
      await signIn(context, library.product, { tenant: library.tenant, email: library.email });
      const asked = [];
      page.on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/api/v1/answers'))
          asked.push(JSON.parse(request.postData()).question);
      });
      await page.goto('/');
      // Without the question mark it ends in a syllable that Enter finds unfinished.
      const question = questions.koreanOverEnglish.text.replace(/\?$/, '');
      await typeKorean(page, question);
      const badge = page.locator(answerBadge).first();
      await badge.waitFor({ timeout: 90_000 });
      assert.match(await badge.getAttribute('data-status'), /^(GENERATED|EXTRACTIVE)$/);
      assert.deepEqual(asked, [question]);

      await page
        .getByRole('button', { name: /^근거 1,/ })
        .first()
        .click();
      const mark = page.locator('[class*="mark"]:not(mark)').first();
      await mark.waitFor({ state: 'visible' });
      await page.locator('canvas').waitFor({ state: 'visible' });
      assert.match(await page.locator('blockquote').first().innerText(), /demineralised water/);
      const box = await mark.boundingBox();
      const view = page.viewportSize();
      assert.ok(box.y > 0 && box.y + box.height < view.height, 'the marked line is in sight');
      assert.deepEqual(remote, []);
    } finally {
      await context.close();
    }
  });
});

function byFile(a, b) {
  return a.file.localeCompare(b.file);
}

/** Types as a Korean input method does: the last syllable is still being composed when Enter is pressed, once. */
async function typeKorean(page, text) {
  await page.getByRole('textbox', { name: '물음' }).click();
  const keyboard = await page.context().newCDPSession(page);
  const last = text.at(-1);
  const enter = { code: 'Enter', windowsVirtualKeyCode: 229 };
  await keyboard.send('Input.insertText', { text: text.slice(0, -1) });
  await keyboard.send('Input.imeSetComposition', { text: last, selectionStart: 1, selectionEnd: 1 });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', ...enter });
  await keyboard.send('Input.insertText', { text: last });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', ...enter });
}
