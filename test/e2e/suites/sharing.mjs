/** What affiliates open to each other, and the platform's way in, as people see it in the browser. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ApiCaller } from '../harness/api-caller.mjs';
import { axeFindings, openBrowser, signIn } from '../harness/browser.mjs';
import { createKey, ingest, onggi } from '../harness/command-line.mjs';
import { folderOf } from '../harness/library.mjs';
import { product, repositoryRoot } from '../harness/product.mjs';

const pictures = path.join(repositoryRoot, 'test/.artifacts/sharing');
const salt = { tenant: 'sharing-salt', ko: '해솔염전', en: 'Haesol Salt', email: 'minseo@sharing-salt.test' };
const harbour = { tenant: 'sharing-harbour', ko: '누리항만', en: 'Nuri Harbour', email: 'hajun@sharing-harbour.test' };
const member = 'doyun@sharing-harbour.test';
const corpusName = { ko: '설비 정비 지침', en: 'Maintenance manuals' };
const reason = '문의 4711: 색인이 잘못 답하는 까닭을 살펴봅니다';

const looks = ['ko', 'en'].flatMap((language) =>
  ['light', 'dark'].flatMap((scheme) =>
    [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ].map((size) => ({ language, scheme, ...size })),
  ),
);

describe('sharing between companies', () => {
  let running;
  const admins = {};
  let breakGlass;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    running = await product();
    for (const side of [salt, harbour]) {
      const names = ['--name-ko', side.ko, '--name-en', side.en];
      const made = await onggi(running, ['tenant', 'create', side.tenant, ...names, '--json']);
      assert.equal(made.code, 0, made.stderr);
      admins[side.tenant] = new ApiCaller(running, await createKey(running, side.tenant, 'admin'));
    }
    const person = (email, ko, en, role) => ({
      ...{ email, name: { ko, en }, title: { ko: '운영팀', en: 'Operations' }, role, groups: ['line'], demo: true },
    });
    const groups = [{ key: 'line', name: { ko: '정비팀', en: 'Maintenance' } }];
    await admins[salt.tenant].ok('PUT', '/api/v1/people', {
      ...{ groups, people: [person(salt.email, '김민서', 'Minseo Kim', 'admin')] },
    });
    await admins[harbour.tenant].ok('PUT', '/api/v1/people', {
      groups,
      people: [person(harbour.email, '박하준', 'Hajun Park', 'admin'), person(member, '이도윤', 'Doyun Lee', 'member')],
    });
    await admins[salt.tenant].ok('PUT', '/api/v1/corpora/manuals', { name: corpusName });
    const folder = await folderOf({ 'pump.md': '# 염수 펌프 정비 지침\n\n염수 펌프는 석 달마다 점검한다.\n' });
    await ingest(running, folder, salt.tenant, 'manuals');
    await admins[harbour.tenant].ok('PUT', '/api/v1/corpora/port', {
      name: { ko: '항만 운영', en: 'Port operations' },
    });
    // Something in every list of the page.
    const offer = { receiver: salt.tenant, expiresAt: '2028-06-30T12:00:00Z' };
    await admins[harbour.tenant].ok('POST', '/api/v1/corpus-shares', {
      ...{ ...offer, corpus: 'port', purpose: '염수 하역 절차를 함께 고칩니다', label: 'S' },
    });
    const post = await admins[salt.tenant].ok('POST', '/api/v1/posts', {
      ...{
        kind: 'secondment',
        receiver: harbour.tenant,
        email: member,
        purpose: '증발지 설비 개선에 파견',
        opens: ['line'],
      },
      expiresAt: '2027-12-31T12:00:00Z',
    });
    await admins[harbour.tenant].ok('POST', `/api/v1/posts/${post.id}/accept`, {});
    await admins[salt.tenant].ok('POST', '/api/v1/posts', {
      ...{ kind: 'post', receiver: harbour.tenant, email: harbour.email, purpose: '하역 일정을 함께 조율' },
    });
  });

  after(async () => {
    for (const side of [salt, harbour]) {
      const { shares } = await admins[side.tenant].ok('GET', '/api/v1/corpus-shares');
      for (const { id } of shares) await admins[side.tenant].ok('DELETE', `/api/v1/corpus-shares/${id}`);
      const { posts } = await admins[side.tenant].ok('GET', '/api/v1/posts');
      for (const { id } of posts) await admins[side.tenant].ok('DELETE', `/api/v1/posts/${id}`);
    }
  });

  it('goes from an offer in one browser to a reader in another, and back', async () => {
    const owner = await openBrowser(running);
    const receiver = await openBrowser(running);
    const reader = await openBrowser(running);
    try {
      await signIn(owner.context, running, salt);
      await owner.page.goto('/');
      await owner.page.getByRole('link', { name: '공유', exact: true }).click();
      await owner.page.getByRole('heading', { name: '공유', level: 1 }).waitFor();
      await owner.page.getByRole('button', { name: '문서함 공유하기' }).click();
      const dialog = owner.page.getByRole('dialog');
      await dialog.getByLabel('공유할 문서함').selectOption({ label: corpusName.ko });
      await dialog.getByLabel('받는 회사').selectOption({ label: harbour.ko });
      await dialog.getByRole('button', { name: '제안하기' }).click();
      await dialog.getByRole('alert').getByText('빠짐없이').waitFor();
      await dialog.getByLabel('목적').fill('염수 배관을 함께 정비합니다');
      await owner.page.screenshot({ path: path.join(pictures, 'offer-ko-light-1440.png') });
      await dialog.getByRole('button', { name: '제안하기' }).click();
      await owner.page.getByText(`${harbour.ko}에 제안했습니다`).waitFor();

      await signIn(receiver.context, running, harbour);
      await receiver.page.goto('/admin/sharing');
      await receiver.page.getByText('염수 배관을 함께 정비합니다').waitFor();
      // By the keyboard alone.
      await receiver.page.getByRole('button', { name: `${corpusName.ko} 받아들이기` }).focus();
      await receiver.page.keyboard.press('Enter');
      const accepting = receiver.page.getByRole('dialog');
      await accepting.getByRole('button', { name: '받아들이기' }).waitFor();
      await receiver.page.screenshot({ path: path.join(pictures, 'accept-ko-light-1440.png') });
      await accepting.getByRole('button', { name: '받아들이기' }).press('Enter');
      await receiver.page.getByText('받아들였습니다.').waitFor();

      // A curator's page without what a curator may do at home.
      await receiver.page.goto('/admin/documents');
      await receiver.page.getByRole('button', { name: new RegExp(corpusName.ko) }).click();
      await receiver.page.getByText('염수 펌프 정비 지침').waitFor();
      const note = receiver.page.getByTestId('shared-note');
      assert.match(await note.innerText(), /해솔염전이 공유한 문서함입니다\..*읽기만 할 수 있습니다\.[\s\S]*염수 배관/);
      assert.equal(await receiver.page.getByTestId('open-upload').count(), 0);
      await receiver.page.getByRole('button', { name: /염수 펌프 정비 지침/ }).click();
      await receiver.page.getByText('석 달마다 점검한다').waitFor();

      await signIn(reader.context, running, { tenant: harbour.tenant, email: member });
      await reader.page.goto('/library');
      await reader.page.getByRole('button', { name: new RegExp(corpusName.ko) }).waitFor();
      assert.equal((await reader.context.request.get('/api/v1/corpus-shares')).status(), 403);
      await reader.page.goto('/admin/sharing');
      await reader.page.getByText('이 페이지를 볼 권한이 없습니다.').waitFor();

      await owner.page.reload();
      await owner.page.getByRole('button', { name: `${corpusName.ko} 공유 끝내기` }).click();
      await owner.page.getByRole('dialog').getByRole('button', { name: '끝내기' }).click();
      await owner.page.getByText('끝냈습니다.').waitFor();
      await receiver.page.goto('/library');
      await receiver.page.getByRole('button', { name: /항만 운영/ }).waitFor();
      assert.equal(await receiver.page.getByText(corpusName.ko).count(), 0);
    } finally {
      for (const { context } of [owner, receiver, reader]) await context.close();
    }
  });

  it('is done on the command line as well', async () => {
    const run = async (args, tenant) => onggi(running, [...args, '--tenant', tenant, '--json']);
    const ok = async (args, tenant) => {
      const done = await run(args, tenant);
      assert.equal(done.code, 0, done.stderr);
      return done.json;
    };
    const statusIn = async (group, tenant, id) =>
      Object.values(await ok([group, 'list'], tenant))[0].find((one) => one.id === id)?.status;
    const terms = ['--to', harbour.tenant, '--purpose', 'by the command line'];

    const share = await ok(['share', 'offer', '--corpus', 'manuals', '--days', '30', ...terms], salt.tenant);
    assert.equal((await ok(['share', 'accept', share.id, '--groups', 'line'], harbour.tenant)).status, 'active');
    await ok(['share', 'revoke', share.id], harbour.tenant);
    assert.equal(await statusIn('share', salt.tenant, share.id), 'ended');

    const person = ['--email', member, ...terms];
    const post = await ok(['post', 'grant', '--secondment', '--days', '30', ...person], salt.tenant);
    assert.deepEqual([post.kind, post.email, post.status], ['secondment', member, 'offered']);
    assert.equal((await ok(['post', 'accept', post.id], harbour.tenant)).status, 'active');
    assert.equal(await statusIn('post', salt.tenant, post.id), 'active');
    await ok(['post', 'end', post.id], salt.tenant);
    assert.equal(await statusIn('post', harbour.tenant, post.id), 'ended');
    assert.equal((await ok(['post', 'grant', ...person], salt.tenant)).expiresAt, null);

    for (const wrong of [['--secondment'], ['--days', 'soon']]) {
      const refused = await run(['post', 'grant', ...wrong, ...person], salt.tenant);
      assert.equal(refused.code, 1);
      assert.ok(refused.json.error.remedy);
    }
    // As one who is on neither side, and as for one that is not there.
    assert.equal((await run(['post', 'end', share.id], salt.tenant)).code, 1);
  });

  it('tells everyone of a company while the platform may look in, and lets its administrator end that', async () => {
    const open = ['break-glass', 'open', '--tenant', harbour.tenant, '--reason', reason, '--minutes', '60', '--json'];
    breakGlass = (await onggi(running, open)).json.grant;
    const people = {
      member: await openBrowser(running),
      admin: await openBrowser(running),
      other: await openBrowser(running),
    };
    try {
      await signIn(people.member.context, running, { tenant: harbour.tenant, email: member });
      await people.member.page.goto('/library');
      const banner = people.member.page.getByRole('complementary', { name: '플랫폼의 문서 열람' });
      await banner.waitFor();
      assert.match(await banner.innerText(), /플랫폼 관리자가[\s\S]*문의 4711[\s\S]*까지/);
      assert.equal(await banner.getByRole('button').count(), 0);

      await signIn(people.other.context, running, salt);
      await people.other.page.goto('/admin/sharing');
      await people.other.page.getByRole('heading', { name: '공유', level: 1 }).waitFor();
      assert.equal(await people.other.page.getByText('문의 4711').count(), 0);

      await signIn(people.admin.context, running, harbour);
      await people.admin.page.goto('/');
      await people.admin.page.getByRole('button', { name: '지금 끝내기' }).click();
      await people.admin.page.getByText('문의 4711').waitFor({ state: 'detached' });
      await people.member.page.reload();
      await people.member.page.getByRole('heading', { level: 1 }).waitFor();
      const { grants } = await admins[harbour.tenant].ok('GET', '/api/v1/break-glass');
      assert.equal(grants.find(({ id }) => id === breakGlass.id).state, 'closed');
      assert.equal(await people.member.page.getByText('문의 4711').count(), 0);
    } finally {
      for (const { context } of Object.values(people)) await context.close();
    }
  });

  it('has nothing that axe finds, in any language, theme and width', async () => {
    const offered = await admins[salt.tenant].ok('POST', '/api/v1/corpus-shares', {
      ...{ corpus: 'manuals', receiver: harbour.tenant, purpose: '염수 배관을 함께 정비합니다' },
      expiresAt: '2027-12-31T12:00:00Z',
    });
    await admins[harbour.tenant].ok('POST', `/api/v1/corpus-shares/${offered.id}/accept`, { groups: ['line'] });
    const open = ['break-glass', 'open', '--tenant', salt.tenant, '--reason', reason, '--minutes', '60', '--json'];
    await onggi(running, open);
    for (const look of looks) {
      const { context, page, remote } = await openBrowser(running, look);
      const name = `${look.language}-${look.scheme}-${look.width}`;
      const findings = {};
      try {
        const check = async (what) => {
          await page.screenshot({ path: path.join(pictures, `${what}-${name}.png`) });
          findings[what] = await axeFindings(page);
        };
        await signIn(context, running, salt);
        await page.goto('/admin/sharing');
        await page.getByTestId('share').nth(3).waitFor();
        await check('sharing');
        await page
          .getByRole('button', { name: look.language === 'ko' ? '겸직·파견 추가' : 'Add a post', exact: true })
          .click();
        await page.getByRole('dialog').waitFor();
        await check('offer-post');
        await context.clearCookies();
        await signIn(context, running, { tenant: harbour.tenant, email: harbour.email });
        await page.goto(`/admin/documents?corpus=${offered.corpus.id}`);
        await page.getByTestId('shared-note').waitFor();
        await page.getByText('pump.md').waitFor();
        await check('documents');
        await page.goto('/');
        await page.getByRole('textbox', { name: look.language === 'ko' ? '물음' : 'Question' }).waitFor();
        await page.getByRole('button', { name: look.language === 'ko' ? /문서함 \d+개/ : /collection/ }).click();
        await page.getByRole('menuitemcheckbox').nth(1).waitFor();
        await check('chat-filter');
        assert.deepEqual(findings, Object.fromEntries(Object.keys(findings).map((what) => [what, []])), name);
        assert.deepEqual(remote, []);
      } finally {
        await context.close();
      }
    }
  });
});
