/**
 * The typed table: for each kind of id what it looks like when nobody has it, and for each body and query where ids stand
 * in it. Whatever an operation needs that is not here keeps the suite from running.
 */
import { randomBytes } from 'node:crypto';

/** A UUIDv7 of now that nobody has. */
function madeUpId() {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const madeUpName = () => `nobody-${randomBytes(4).toString('hex')}`;
const ids = { random: madeUpId, malformed: ['1', "x'%20OR%20true--", '..%2f..%2fetc'] };
const names = { random: madeUpName, malformed: ["x'%20OR%20true--", '%EF%BC%AE', '..%2f'] };

/**
 * `malformed` as it stands in a path; `isPlain`: no id, the same for everybody.
 * @type {Record<string, {random: () => string, malformed: string[], isPlain?: true}>}
 */
export const kinds = {
  'tenants/:tenant': names,
  // None that nobody has: the platform would make it.
  'taken tenant': { random: () => 'Not A Name', malformed: ['A%20B', '..%2f'] },
  'keys/:key': ids,
  'break-glass/:grant': ids,
  'groups/:group': names,
  'people/:person': ids,
  email: { random: () => `${madeUpName()}@example.com`, malformed: ['x'] },
  'sessions/:session': ids,
  'corpora/:corpus': ids,
  'corpus key': names,
  'documents/:document': ids,
  version: ids,
  'pages/:page': { random: () => '1', malformed: ['-1', 'x', '1e9'], isPlain: true },
  'jobs/:job': ids,
  'experts/:expert': names,
  'conversations/:conversation': ids,
  'answers/:answer': ids,
  'evaluation-sets/:set': ids,
  'set key': names,
  'questions/:question': ids,
  'proposals/:proposal': ids,
  'evaluation-runs/:run': ids,
  'embedding-sets/:set': { random: () => '31999', malformed: ['0', '-1', 'x', '99999999999'] },
  'Users/:user': ids,
  'Groups/:group': ids,
  'ResourceTypes/:type': { random: () => 'User', malformed: ['__proto__', 'x'], isPlain: true },
  'Schemas/:schema': { random: () => 'User', malformed: ['__proto__', 'x'], isPlain: true },
  'oidc/:tenant': names,
  'corpus-shares/:share': ids,
  'posts/:post': ids,
  // Which tenants there are is no secret: the sign-in page lists them.
  receiver: { random: () => 'matrix-void', malformed: [], isPlain: true },
  '/*': {
    random: () => `documents/${madeUpId()}`,
    malformed: ['..%2f..%2fsecrets%2fmachine.key', '%2e%2e/package.json'],
  },
};

export const question = '비상 정지 코드는 무엇인가요?';
const text = { ko: '임시', en: 'Temporary' };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/**
 * Bodies by the name of their schema. `id(kind)` stands for an id; `isOwn`: none of them is somebody else's, so a body that
 * would set a model to work has to be refused for another reason.
 * @type {Record<string, (id: (kind: string) => string, isOwn: boolean) => object>}
 */
export const bodies = {
  SignInRequest: (id) => ({ tenant: id('tenants/:tenant'), email: id('email') }),
  // No address: the api would ask there.
  IdentityProviderInput: () => ({ issuer: 'nowhere', clientId: 'matrix' }),
  OfferCorpusRequest: (id) => ({
    ...{ receiver: id('receiver'), purpose: 'the matrix tries', corpus: id('corpora/:corpus') },
    ...{ opens: [id('groups/:group')], expiresAt: inAnHour() },
  }),
  OfferPostRequest: (id) => ({
    ...{ receiver: id('receiver'), purpose: 'the matrix tries', kind: 'secondment', email: id('email') },
    ...{ opens: [id('groups/:group')], expiresAt: inAnHour() },
  }),
  AcceptCorpusRequest: (id) => ({ groups: [id('groups/:group')] }),
  AcceptPostRequest: (id) => ({ personId: id('people/:person') }),
  ChangePasswordRequest: () => ({ current: 'not the password', next: 'a password of its own' }),
  CreateTenantRequest: (id) => ({ id: id('taken tenant') }),
  CreateKeyRequest: (id) => ({ name: 'made by the matrix', role: 'member', groups: [id('groups/:group')] }),
  RotateKeyRequest: () => ({ graceSeconds: 60 }),
  OpenBreakGlassRequest: (id) => ({ tenant: id('tenants/:tenant'), reason: 'the matrix tries', minutes: 1 }),
  SavePeopleRequest: (id) => ({
    groups: [{ key: 'made-by-the-matrix', name: text, parent: id('groups/:group') }],
    people: [{ email: id('email'), name: text, title: text, role: 'member', groups: [id('groups/:group')] }],
  }),
  CreateCorpusRequest: (id) => ({ key: id('corpus key'), name: text }),
  SaveCorpusRequest: () => ({ name: text }),
  AccessRequest: (id) => ({ groups: [id('groups/:group')], label: 'O' }),
  SearchBody: (id) => ({
    query: '비상 정지 법무팀 전용 암호',
    first: 50,
    corpora: [id('corpora/:corpus')],
    filters: { documents: [id('documents/:document')] },
  }),
  SaveExpertRequest: (id) => ({ name: text, corpora: [id('corpora/:corpus')] }),
  BuildRequest: () => ({ profile: 'nothing' }),
  SwitchBody: (id) => ({ evidence: { before: id('evaluation-runs/:run'), after: id('evaluation-runs/:run') } }),
  RenameRequest: () => ({ title: 'renamed by the matrix' }),
  AskBody: (id, isOwn) => ({
    question: isOwn ? '' : question,
    corpora: [id('corpora/:corpus')],
    expert: id('experts/:expert'),
    conversationId: id('conversations/:conversation'),
  }),
  FeedbackBody: () => ({ word: 'wrong' }),
  ChatCompletionRequest: (id, isOwn) => ({
    model: id('experts/:expert'),
    messages: [{ role: 'user', content: isOwn ? '' : question }],
  }),
  SaveSetBody: (id) => ({ key: id('set key') }),
  AddQuestionsBody: (id) => ({
    questions: [{ text: 'x', relevant: [{ document: id('documents/:document') }] }],
    corpus: id('corpora/:corpus'),
  }),
  ChangeQuestionBody: (id) => ({ relevant: [{ document: id('documents/:document') }] }),
  ProposeBody: (_, isOwn) => ({ passages: isOwn ? 0 : 1 }),
  StartRunBody: (id) => ({ set: id('evaluation-sets/:set'), expert: id('experts/:expert') }),
};

const scimUser = (id) => ({
  ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], active: true, displayName: 'made by the matrix' },
  ...{ userName: id('email'), externalId: id('email') },
});
const scimGroup = (id) => ({
  ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'made by the matrix' },
  members: [{ value: id('Users/:user') }],
});
const scimPatch = (...operations) => ({
  ...{ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations },
});

/** What is sent where the document has no schema, by operation. */
export const unnamedBodies = {
  'POST /api/v1/corpora/:corpus/documents': (id) => {
    const form = new FormData();
    form.set('groups', id('groups/:group'));
    form.set('source', 'matrix');
    form.append('path', 'nothing.bin');
    form.append('file', new Blob([Buffer.from([0, 1, 2])]), 'nothing.bin');
    return form;
  },
  'POST /scim/v2/Users': scimUser,
  'PUT /scim/v2/Users/:user': scimUser,
  'PATCH /scim/v2/Users/:user': () => scimPatch({ op: 'replace', path: 'active', value: true }),
  'POST /scim/v2/Groups': scimGroup,
  'PUT /scim/v2/Groups/:group': scimGroup,
  'PATCH /scim/v2/Groups/:group': (id) =>
    scimPatch({ op: 'add', path: 'members', value: [{ value: id('Users/:user') }] }),
  'POST /api/v1/session/oidc/:tenant/backchannel-logout': () => ({ logout_token: 'a.b.c' }),
  'POST /graphql': () => ({ query: '{ me { role } }' }),
};

/** Unsafe methods that need no body. */
export const bodiless = /\/(suspend|resume|cancel|password|rollback)$/;

const version = (id) => ({ version: id('version') });

/** Ids after the question mark, by operation. */
export const queries = {
  'GET /api/v1/documents/:document/tree': version,
  'GET /api/v1/documents/:document/pages/:page': version,
  'GET /api/v1/documents/:document/original': version,
  'GET /api/v1/evaluation-runs/:run/comparison': (id) => ({ with: id('evaluation-runs/:run') }),
  'GET /api/v1/evaluation-runs': (id) => ({ set: id('evaluation-sets/:set') }),
};

/** Parameters after a question mark that are no ids. */
export const plainQueries = new Set([
  ...['state', 'origin', 'after', 'first'],
  ...['filter', 'startIndex', 'count', 'excludedAttributes', 'returnTo'],
]);

/** Optional arguments of GraphQL that are no ids. */
export const plainArguments = new Set([
  'status',
  'query',
  'first',
  'after',
  'rerank',
  'from',
  'to',
  'types',
  'language',
]);

/** Arguments of GraphQL by `field/argument` or `InputType/field`: a kind of id, or a plain value. */
export const graphqlArguments = {
  'documents/corpus': { kind: 'corpora/:corpus' },
  'job/id': { kind: 'jobs/:job' },
  'answer/id': { kind: 'answers/:answer' },
  'search/query': { value: '비상 정지 법무팀 전용 암호' },
  'search/first': { value: 50 },
  'search/corpora': { kind: 'corpora/:corpus' },
  'FiltersInput/documents': { kind: 'documents/:document' },
  'AskInput/question': { value: question, own: '' },
  'AskInput/expert': { kind: 'experts/:expert' },
  'AskInput/corpora': { kind: 'corpora/:corpus' },
  'AskInput/conversationId': { kind: 'conversations/:conversation' },
};
