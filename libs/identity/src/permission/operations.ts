import {
  auditor,
  curator,
  member,
  open,
  platform,
  reader,
  signedIn,
  tenantAdmin,
  type Operation,
} from './operation.js';

/**
 * What each operation of the product requires: the one place. A route is `METHOD /path/:parameter` as it is registered
 * (HEAD is its GET), a GraphQL field `Query.x`, `Mutation.x` or `Subscription.x`. The guard refuses what has no line here,
 * and the api does not start while a route has no line or a line has no route. After a change run
 * `npm run --silent onggi -- permissions --markdown > docs/permissions.md`.
 */
export const operations: Readonly<Record<string, Operation>> = {
  // Doors. Each field behind /graphql has a line of its own.
  'GET /': open,
  'GET /*': open,
  'GET /health/live': open,
  'GET /health/ready': open,
  'GET /api/openapi.json': open,
  'GET /graphql': open,
  'POST /graphql': open,

  // Signing in, and who one is
  'GET /api/v1/accounts/demo': open,
  'GET /api/v1/sign-in': open,
  'POST /api/v1/session': open,
  'DELETE /api/v1/session': signedIn,
  'GET /api/v1/me': signedIn,
  'PUT /api/v1/me/password': signedIn,
  'GET /api/v1/sessions': signedIn,
  'DELETE /api/v1/sessions': signedIn,
  'DELETE /api/v1/sessions/:session': signedIn,
  'Query.me': signedIn,

  // The installation
  'GET /api/v1/platform/tenants': platform,
  'POST /api/v1/platform/tenants': platform,
  'DELETE /api/v1/platform/tenants/:tenant': platform,
  'POST /api/v1/platform/tenants/:tenant/keys': platform,
  'GET /api/v1/platform/tenants/:tenant/keys': platform,
  'POST /api/v1/platform/tenants/:tenant/keys/:key/rotate': platform,
  'DELETE /api/v1/platform/tenants/:tenant/keys/:key': platform,
  'GET /api/v1/platform/tenants/:tenant/audit/verification': platform,
  'POST /api/v1/platform/break-glass': platform,
  'GET /api/v1/platform/tenants/:tenant/break-glass': platform,
  'DELETE /api/v1/platform/tenants/:tenant/break-glass/:grant': platform,

  // Auditing
  'GET /api/v1/audit': auditor,
  'GET /api/v1/audit/verification': auditor,
  'GET /api/v1/permissions': auditor,
  'GET /api/v1/break-glass': auditor,
  'DELETE /api/v1/break-glass/:grant': tenantAdmin,

  // Keys
  'GET /api/v1/keys': tenantAdmin,
  'POST /api/v1/keys': tenantAdmin,
  'POST /api/v1/keys/:key/rotate': tenantAdmin,
  'POST /api/v1/keys/:key/suspend': tenantAdmin,
  'POST /api/v1/keys/:key/resume': tenantAdmin,
  'DELETE /api/v1/keys/:key': tenantAdmin,

  // What affiliates open to each other
  'GET /api/v1/corpus-shares': tenantAdmin,
  'POST /api/v1/corpus-shares': tenantAdmin,
  'POST /api/v1/corpus-shares/:share/accept': tenantAdmin,
  'DELETE /api/v1/corpus-shares/:share': tenantAdmin,
  'GET /api/v1/posts': tenantAdmin,
  'POST /api/v1/posts': tenantAdmin,
  'POST /api/v1/posts/:post/accept': tenantAdmin,
  'DELETE /api/v1/posts/:post': tenantAdmin,

  // People
  'GET /api/v1/groups': signedIn,
  'POST /api/v1/groups/:group/suspend': tenantAdmin,
  'POST /api/v1/groups/:group/resume': tenantAdmin,
  'GET /api/v1/people': tenantAdmin,
  'PUT /api/v1/people': tenantAdmin,
  'POST /api/v1/people/:person/suspend': tenantAdmin,
  'POST /api/v1/people/:person/resume': tenantAdmin,
  'POST /api/v1/people/:person/password': tenantAdmin,

  // Corpora and documents
  'GET /api/v1/corpora': reader('documents:read'),
  'POST /api/v1/corpora': curator('documents:write'),
  'PUT /api/v1/corpora/:corpus': curator('documents:write'),
  'DELETE /api/v1/corpora/:corpus': tenantAdmin,
  'GET /api/v1/corpora/:corpus/documents': reader('documents:read'),
  'POST /api/v1/corpora/:corpus/documents': curator('documents:write'),
  'GET /api/v1/documents/:document': reader('documents:read'),
  'DELETE /api/v1/documents/:document': curator('documents:write'),
  'GET /api/v1/documents/:document/tree': reader('documents:read'),
  'GET /api/v1/documents/:document/pages/:page': reader('documents:read'),
  'GET /api/v1/documents/:document/original': reader('documents:read'),
  'PUT /api/v1/documents/:document/access': curator('documents:write'),
  'GET /api/v1/jobs': curator('documents:write'),
  'GET /api/v1/jobs/:job': curator('documents:write'),
  'GET /api/v1/jobs/:job/events': curator('documents:write'),
  'Query.corpora': reader('documents:read'),
  'Query.documents': reader('documents:read'),
  'Query.job': curator('documents:write'),

  // Searching
  'POST /api/v1/search': reader('search'),
  'Query.search': reader('search'),

  // Asking
  'GET /api/v1/experts': member('ask'),
  'PUT /api/v1/experts/:expert': curator('admin'),
  'DELETE /api/v1/experts/:expert': curator('admin'),
  'GET /api/v1/conversations': member('ask'),
  'GET /api/v1/conversations/:conversation': member('ask'),
  'PATCH /api/v1/conversations/:conversation': member('ask'),
  'DELETE /api/v1/conversations/:conversation': member('ask'),
  'POST /api/v1/answers': member('ask'),
  'GET /api/v1/answers/:answer': member('ask'),
  'GET /api/v1/answers/:answer/events': member('ask'),
  'POST /api/v1/answers/:answer/cancel': member('ask'),
  'POST /api/v1/answers/:answer/feedback': member('ask'),
  'GET /v1/models': member('ask'),
  'POST /v1/chat/completions': member('ask'),
  'Query.answer': member('ask'),
  'Mutation.ask': member('ask'),
  'Mutation.startAnswer': member('ask'),
  'Subscription.answer': member('ask'),

  // Measuring
  'GET /api/v1/evaluation-sets': curator('evaluate'),
  'POST /api/v1/evaluation-sets': curator('evaluate'),
  'GET /api/v1/evaluation-sets/:set': curator('evaluate'),
  'DELETE /api/v1/evaluation-sets/:set': curator('evaluate'),
  'GET /api/v1/evaluation-sets/:set/questions': curator('evaluate'),
  'POST /api/v1/evaluation-sets/:set/questions': curator('evaluate'),
  'PATCH /api/v1/evaluation-sets/:set/questions/:question': curator('evaluate'),
  'GET /api/v1/evaluation-sets/:set/proposals': curator('evaluate'),
  'POST /api/v1/evaluation-sets/:set/proposals': curator('evaluate'),
  'GET /api/v1/evaluation-sets/:set/proposals/:proposal': curator('evaluate'),
  'POST /api/v1/evaluation-sets/:set/proposals/:proposal/cancel': curator('evaluate'),
  'GET /api/v1/evaluation-runs': curator('evaluate'),
  'POST /api/v1/evaluation-runs': curator('evaluate'),
  'GET /api/v1/evaluation-runs/:run': curator('evaluate'),
  'GET /api/v1/evaluation-runs/:run/comparison': curator('evaluate'),
  'POST /api/v1/evaluation-runs/:run/cancel': curator('evaluate'),

  // Embedding sets
  'GET /api/v1/embedding-sets': tenantAdmin,
  'POST /api/v1/embedding-sets': tenantAdmin,
  'POST /api/v1/embedding-sets/rollback': tenantAdmin,
  'POST /api/v1/embedding-sets/:set/switch': tenantAdmin,
  'DELETE /api/v1/embedding-sets/:set': tenantAdmin,
};
