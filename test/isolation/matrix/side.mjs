/** One of the two tenants that the matrix is about: a thing of each kind, with canaries in it, and a second one to throw away. */
import { randomBytes } from 'node:crypto';
import { ApiCaller } from '../../e2e/harness/api-caller.mjs';
import { eventually } from '../../e2e/harness/product.mjs';
import { question } from './values.mjs';

const jobWaitMs = 60_000;
const scimUserSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const plain = { 'pages/:page': '1', 'ResourceTypes/:type': 'User', 'Schemas/:schema': scimUserSchema };
const everyScope = { name: 'maker', role: 'admin' };

/**
 * @typedef {{tenant: string, group: string, canaries: Record<string, string>, ids: Record<string, string>,
 *   throwaway: Record<string, string>, legal: string, keys: Record<string, string>, cookie: string}} Side
 * `ids` and `throwaway` by kind of id; `legal`: a document that only the group may read; `keys` by who comes with it
 */

/**
 * @param {ApiCaller} machine the installation's own key
 * @param {{receiver: string, asks: boolean}} settings `receiver`: the tenant that things are offered to; `asks`: whether the
 *   model is asked, which takes its time
 * @returns {Promise<Side>}
 */
export async function makeSide(machine, tenant, { receiver, asks }) {
  await machine.ok('POST', '/api/v1/platform/tenants', { id: tenant, nameKo: tenant, nameEn: tenant });
  const side = new SideMaker(machine, tenant, receiver);
  await side.makeKeys();
  await side.makeContent();
  await side.makePeople();
  await side.makeOffers();
  await side.makeAnswers(asks);
  await side.makeMeasurements();
  return side;
}

class SideMaker {
  ids = { ...plain };
  throwaway = { ...plain };
  keys = {};

  constructor(machine, tenant, receiver) {
    Object.assign(this, { machine, tenant });
    this.ids.receiver = this.throwaway.receiver = receiver;
    const names = ['text', 'title', 'file', 'legalText', 'legalTitle', 'legalFile', 'corpus', 'group', 'expert'];
    const more = ['person', 'question', 'set', 'evaluation', 'feedback', 'key', 'reason', 'purpose'];
    this.canaries = Object.fromEntries(
      [...names, ...more].map((name) => [name, `${tenant}-${name}-${randomBytes(5).toString('hex')}`.toUpperCase()]),
    );
    this.group = `legal-${randomBytes(4).toString('hex')}`;
    this.name = (what) => ({ ko: this.canaries[what], en: this.canaries[what] });
    this.ids['tenants/:tenant'] = this.ids['taken tenant'] = tenant;
    this.throwaway['tenants/:tenant'] = this.throwaway['taken tenant'] = tenant;
    this.ids['oidc/:tenant'] = this.throwaway['oidc/:tenant'] = tenant;
    this.ids['groups/:group'] = this.group;
    this.throwaway['groups/:group'] = `void-${this.group}`;
  }

  caller(key) {
    return new ApiCaller(this.machine.product, key);
  }

  async key(body) {
    return this.machine.ok('POST', `/api/v1/platform/tenants/${this.tenant}/keys`, body);
  }

  async makeKeys() {
    const legal = { groups: [this.group] };
    this.admin = this.caller((await this.key(everyScope)).key);
    const groups = [
      { key: this.group, name: this.name('group') },
      { key: this.throwaway['groups/:group'], name: this.name('group') },
    ];
    await this.admin.ok('PUT', '/api/v1/people', { groups, people: [] });
    const asked = {
      member: { role: 'member', ...legal },
      outsider: { role: 'member' },
      curator: { role: 'curator' },
      admin: { role: 'admin' },
      auditor: { role: 'auditor' },
      suspended: { role: 'admin', ...legal },
      service: { role: 'service', scopes: ['search', 'documents:read'] },
      provisioner: { role: 'service', scopes: ['scim'] },
    };
    for (const [name, body] of Object.entries(asked)) {
      const made = await this.key({ name: `${name} ${this.canaries.key}`, ...body });
      this.keys[name] = made.key;
      if (name === 'suspended') await this.admin.ok('POST', `/api/v1/keys/${made.keyId}/suspend`);
      if (name === 'member') this.ids['keys/:key'] = made.keyId;
    }
    this.throwaway['keys/:key'] = (await this.key({ name: this.canaries.key, role: 'member' })).keyId;
    const open = () =>
      this.machine.ok('POST', '/api/v1/platform/break-glass', {
        ...{ tenant: this.tenant, reason: this.canaries.reason, minutes: 60 },
      });
    const [grant, second] = [await open(), await open()];
    this.keys.breakGlass = grant.key;
    this.ids['break-glass/:grant'] = grant.grant.id;
    this.throwaway['break-glass/:grant'] = second.grant.id;
  }

  async makeContent() {
    const corpora = { ids: this.tenant, throwaway: `void-${this.tenant}` };
    for (const [which, key] of Object.entries(corpora)) {
      const { id } = await this.admin.ok('POST', '/api/v1/corpora', { key, name: this.name('corpus') });
      this[which]['corpora/:corpus'] = id;
      this[which]['corpus key'] = key;
    }
    const { text, title, file, legalText, legalTitle, legalFile } = this.canaries;
    const open = `# ${title}\n\n비상 정지 코드는 ${text} 이다. 코드를 입력하면 모든 생산 라인이 멈춘다.\n`;
    const legal = `# ${legalTitle}\n\n법무팀 전용 암호는 ${legalText} 이며 다른 부서에 알리지 않는다.\n`;
    const [first, restricted, gone] = await Promise.all([
      this.upload(corpora.ids, `${file}.md`, open),
      this.upload(corpora.ids, `${legalFile}.md`, legal, { groups: this.group }),
      this.upload(corpora.throwaway, 'void.md', '# Nothing\n\nThis document is here to be removed.\n'),
    ]);
    this.legal = restricted.document;
    for (const [which, made] of [
      ['ids', first],
      ['throwaway', gone],
    ]) {
      this[which]['documents/:document'] = made.document;
      this[which]['/*'] = `documents/${made.document}`;
      this[which].version = made.version;
      this[which]['jobs/:job'] = made.job;
    }
    for (const which of ['ids', 'throwaway']) {
      const expert = `expert-${which === 'ids' ? '' : 'void-'}${this.tenant}`;
      const body = { name: this.name('expert'), corpora: [this.ids['corpora/:corpus']] };
      await this.admin.ok('PUT', `/api/v1/experts/${expert}`, body);
      this[which]['experts/:expert'] = expert;
    }
    const { embeddingSets } = await this.admin.ok('GET', '/api/v1/embedding-sets');
    this.ids['embedding-sets/:set'] = this.throwaway['embedding-sets/:set'] = `${embeddingSets[0].id}`;
  }

  async upload(corpus, path, content, fields) {
    const accepted = await this.admin.upload(corpus, [{ path, content }], fields);
    if (accepted.status !== 202) throw new Error(`upload: ${accepted.status} ${accepted.text}`);
    let job;
    await eventually(
      async () => (job = await this.admin.ok('GET', `/api/v1/jobs/${accepted.body.jobId}`)).status === 'finished',
      jobWaitMs,
      `${path} is read`,
    );
    const [{ documentId: document, versionId: version, status }] = job.documents;
    if (status !== 'published') throw new Error(`${path}: ${JSON.stringify(job.documents)}`);
    return { job: job.id, document, version };
  }

  async makePeople() {
    const person = (email) => ({
      ...{ email, name: this.name('person'), title: this.name('person'), role: 'member', groups: [] },
    });
    // No canary: an address is also what others send.
    this.ids.email = `jiwoo-${randomBytes(4).toString('hex')}@${this.tenant}.example.com`;
    this.throwaway.email = `void-${this.ids.email}`;
    const people = [person(this.ids.email), person(this.throwaway.email)];
    await this.admin.ok('PUT', '/api/v1/people', { groups: [], people });
    const all = (await this.admin.ok('GET', '/api/v1/people')).people;
    for (const which of ['ids', 'throwaway'])
      this[which]['people/:person'] = all.find(({ email }) => email === this[which].email).id;
    const scim = this.caller(this.keys.provisioner);
    for (const which of ['ids', 'throwaway']) {
      const userName = `scim-${this[which].email}`;
      const user = await scim.ok('POST', '/scim/v2/Users', { userName, displayName: this.canaries.person });
      const displayName = `${this.canaries.group} ${which}`;
      const group = await scim.ok('POST', '/scim/v2/Groups', { displayName, members: [{ value: user.id }] });
      this[which]['Users/:user'] = user.id;
      this[which]['Groups/:group'] = group.id;
    }
    const { password } = await this.admin.ok('POST', `/api/v1/people/${this.ids['people/:person']}/password`);
    const newPassword = randomBytes(12).toString('base64url');
    await this.signIn({ password, newPassword });
    const one = await this.ownSessions();
    await this.signIn({ password: newPassword });
    this.throwaway['sessions/:session'] = one[0].id;
    this.ids['sessions/:session'] = (await this.ownSessions()).find(({ current }) => current).id;
  }

  /** To a third tenant: of what is offered to the other one, that one may know. */
  async makeOffers() {
    const { receiver } = this.ids;
    const offer = { receiver, purpose: this.canaries.purpose, expiresAt: new Date(Date.now() + 3_600_000) };
    for (const which of ['ids', 'throwaway']) {
      const { 'corpora/:corpus': corpus, email } = this[which];
      const share = await this.admin.ok('POST', '/api/v1/corpus-shares', { ...offer, corpus });
      const post = await this.admin.ok('POST', '/api/v1/posts', { ...offer, kind: 'post', email });
      this[which]['corpus-shares/:share'] = share.id;
      this[which]['posts/:post'] = post.id;
    }
  }

  /** Keeps the cookie of the last one. */
  async signIn(secrets) {
    const stranger = this.caller(undefined);
    const body = { tenant: this.tenant, email: this.ids.email, ...secrets };
    const reply = await stranger.post('/api/v1/session', body);
    if (reply.status !== 200) throw new Error(`sign in: ${reply.status} ${reply.text}`);
    this.cookie = reply.headers.get('set-cookie').split(';')[0];
  }

  async ownSessions() {
    return (await this.caller(undefined).ok('GET', '/api/v1/sessions', undefined, { cookie: this.cookie })).sessions;
  }

  /**
   * A conversation of one real answer, in which the document's canary stands, and one that was cancelled at once, whose
   * question is a canary; and a conversation to throw away.
   */
  async makeAnswers(asks) {
    const member = this.caller(this.keys.member);
    const expert = this.ids['experts/:expert'];
    const { id, conversationId } = asks
      ? await member.ok('POST', '/api/v1/answers', { question, expert })
      : await this.startAndCancel(member, { question, expert });
    this.ids['answers/:answer'] = id;
    this.ids['conversations/:conversation'] = conversationId;
    const asked = `${question} ${this.canaries.question}`;
    const second = await this.startAndCancel(member, { question: asked, conversationId });
    const feedback = { word: 'wrong', comment: this.canaries.feedback };
    await member.ok('POST', `/api/v1/answers/${second.id}/feedback`, feedback);
    const gone = await this.startAndCancel(member, { question });
    this.throwaway['answers/:answer'] = gone.id;
    this.throwaway['conversations/:conversation'] = gone.conversationId;
  }

  async startAndCancel(member, input) {
    const start = 'mutation ($input: AskInput!) { startAnswer(input: $input) { id conversationId } }';
    const { startAnswer } = (await member.graphql(start, { input })).body.data;
    await member.ok('POST', `/api/v1/answers/${startAnswer.id}/cancel`);
    return startAnswer;
  }

  async makeMeasurements() {
    const { admin } = this;
    const document = this.ids['documents/:document'];
    for (const which of ['ids', 'throwaway']) {
      // The first is the one that feedback made.
      const key = which === 'ids' ? 'feedback' : `set-${this.tenant}`;
      const { id } = await admin.ok('POST', '/api/v1/evaluation-sets', { key, name: this.name('set') });
      const question = { text: `${this.canaries.evaluation}?`, relevant: [{ document }] };
      await admin.ok('POST', `/api/v1/evaluation-sets/${id}/questions`, { questions: [question] });
      const { questions } = await admin.ok('GET', `/api/v1/evaluation-sets/${id}/questions?origin=curated`);
      const run = await admin.ok('POST', '/api/v1/evaluation-runs', { set: id });
      const proposal = await admin.ok('POST', `/api/v1/evaluation-sets/${id}/proposals`, { passages: 1 });
      await admin.ok('POST', `/api/v1/evaluation-sets/${id}/proposals/${proposal.id}/cancel`);
      Object.assign(this[which], {
        'evaluation-sets/:set': id,
        'questions/:question': questions[0].id,
        'evaluation-runs/:run': run.id,
        'proposals/:proposal': proposal.id,
      });
    }
    this.ids['set key'] = this.throwaway['set key'] = `set-${this.tenant}`;
  }
}
