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
 * What a body must have beside ids, by the name of its schema. `isOwn`: no id in it is somebody else's, so a body that would
 * set a model to work has to be refused for another reason.
 * @type {Record<string, (isOwn: boolean) => object>}
 */
export const plainBodies = {
  // No address: the api would ask there.
  IdentityProviderInput: () => ({ issuer: 'nowhere', clientId: 'matrix' }),
  OfferCorpusRequest: () => ({ purpose: 'the matrix tries', expiresAt: inAnHour() }),
  OfferPostRequest: () => ({ purpose: 'the matrix tries', kind: 'secondment', expiresAt: inAnHour() }),
  ChangePasswordRequest: () => ({ current: 'not the password', next: 'a password of its own' }),
  CreateKeyRequest: () => ({ name: 'made by the matrix', role: 'member' }),
  RotateKeyRequest: () => ({ graceSeconds: 60 }),
  OpenBreakGlassRequest: () => ({ reason: 'the matrix tries', minutes: 1 }),
  SavePeopleRequest: () => ({
    groups: [{ key: 'made-by-the-matrix', name: text }],
    people: [{ name: text, title: text, role: 'member' }],
  }),
  CreateCorpusRequest: () => ({ name: text }),
  SaveCorpusRequest: () => ({ name: text }),
  AccessRequest: () => ({ label: 'O' }),
  SearchBody: () => ({ query: '비상 정지 법무팀 전용 암호', first: 50 }),
  SaveExpertRequest: () => ({ name: text }),
  BuildRequest: () => ({ profile: 'nothing' }),
  RenameRequest: () => ({ title: 'renamed by the matrix' }),
  AskBody: (isOwn) => ({ question: isOwn ? '' : question }),
  FeedbackBody: () => ({ word: 'wrong' }),
  ChatCompletionRequest: (isOwn) => ({ messages: [{ role: 'user', content: isOwn ? '' : question }] }),
  AddQuestionsBody: () => ({ questions: [{ text: 'x' }] }),
  ProposeBody: (isOwn) => ({ passages: isOwn ? 0 : 1 }),
  ScimUser: () => ({
    ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], active: true, displayName: 'made by the matrix' },
  }),
  ScimGroup: () => ({
    ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'made by the matrix' },
  }),
};

/** Fields that name something and are not sent: why. */
export const leftOut = new Map([
  [
    'AskBody.filters',
    'SearchBody tries them: a question about a document that is not there would set the model to work',
  ],
  ['SearchBody.embeddingSet', 'for curators alone: members would never get to their own passages'],
  [
    'StartRunBody.embeddingSet',
    'an own one would have every run measured twice; its ids are tried where sets are switched',
  ],
]);

/** Fields that name nothing: texts that people write, numbers, and what a directory says of somebody. By name, or `Schema.name`. */
export const plainFields = new Set([
  ...['ko', 'en', 'question', 'query', 'text', 'content', 'title', 'reason', 'comment', 'expected', 'purpose', 'name'],
  ...['answers', 'abbreviation', 'definition', 'nameKo', 'nameEn', 'source', 'path', 'types', 'from', 'to', 'profile'],
  ...['first', 'minutes', 'graceSeconds', 'expiresInSeconds', 'passages', 'version', 'grade', 'addresses'],
  ...['current', 'next', 'password', 'newPassword', 'logout_token', 'clientId', 'clientSecret', 'issuer', 'scopes'],
  ...['externalId', 'displayName', 'formatted', 'familyName', 'givenName', 'value', 'type', 'display', 'schemas'],
  ...['role', 'persona', 'op'],
  // A group that a tenant makes or renames is its own, whatever others call theirs.
  'GroupInput.key',
  // Names of claims, which a provider says something under.
  ...['email', 'userName', 'groups', 'label'].map((name) => `ClaimNamesInput.${name}`),
]);

const scimPatch = (...operations) => ({
  ...{ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations },
});

/** What a schema cannot say, by operation: a form, a patch whose values are anybody's, and the door of another language. */
export const wholeBodies = {
  'POST /api/v1/corpora/:corpus/documents': (id) => {
    const form = new FormData();
    form.set('groups', id('groups/:group'));
    form.set('source', 'matrix');
    form.append('path', 'nothing.bin');
    form.append('file', new Blob([Buffer.from([0, 1, 2])]), 'nothing.bin');
    return form;
  },
  'PATCH /scim/v2/Users/:user': () => scimPatch({ op: 'replace', path: 'active', value: true }),
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
