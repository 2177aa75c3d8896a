/** A local account: from the password that an administrator hands over to the suspension. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { openBrowser } from '../harness/browser.mjs';
import { theLibrary } from '../harness/library.mjs';

const email = 'narae@saltworks.test';
const chosen = '소금은 천천히 마른다 그렇지';

describe('a person with a password', () => {
  let library;
  let person;
  let oneTime;
  before(async () => {
    library = await theLibrary();
    const name = { ko: '한나래', en: 'Narae Han' };
    await library.admin.ok('PUT', '/api/v1/people', {
      groups: [],
      people: [{ email, name, title: { ko: '감독', en: 'Foreman' }, role: 'member', groups: [] }],
    });
    const { people } = await library.admin.ok('GET', '/api/v1/people');
    person = people.find((one) => one.email === email);
    oneTime = (await library.admin.ok('POST', `/api/v1/people/${person.id}/password`)).password;
  });

  /** Fills the form as it is read out: by its labels, in the language of the page. */
  async function fill(page, { company, mail, password }, value) {
    await page.getByRole('combobox', { name: company }).selectOption(library.tenant);
    await page.getByRole('textbox', { name: mail }).fill(email);
    await page.getByLabel(password).and(page.locator('input')).fill(value);
  }

  it('chooses one at the first sign-in, in the page', async () => {
    const { page, context } = await openBrowser(library.product);
    try {
      await page.goto('/sign-in');
      await fill(page, { company: '회사', mail: '회사 메일', password: '비밀번호' }, oneTime);
      await page.keyboard.press('Enter');
      await page.getByLabel('새 비밀번호').fill(chosen);
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: '물음' }).waitFor();
      const [cookie] = await context.cookies();
      assert.deepEqual(
        { name: cookie.name, httpOnly: cookie.httpOnly, sameSite: cookie.sameSite },
        { name: 'onggi_session', httpOnly: true, sameSite: 'Lax' },
      );
      assert.equal(await page.evaluate(() => document.cookie), '');
    } finally {
      await context.close();
    }
  });

  it('is told when it is wrong, gets in when it is right, and is out once suspended', async () => {
    const words = { company: 'Company', mail: 'Work e-mail', password: 'Password' };
    const { page, context } = await openBrowser(library.product, { language: 'en' });
    try {
      await page.goto('/sign-in');
      await fill(page, words, 'not the password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
      await fill(page, words, chosen);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('textbox', { name: 'Question' }).waitFor();
      await library.admin.ok('POST', `/api/v1/people/${person.id}/suspend`);
      assert.equal((await context.request.get(`${library.product.url}/api/v1/me`)).status(), 401);
      await page.reload();
      await page.getByRole('heading', { name: 'Sign in to Onggi' }).waitFor();
    } finally {
      await context.close();
    }
  });
});
