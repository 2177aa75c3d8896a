/** What is called: every operation, as everyone, with every choice of ids; the short form takes a part of it, the same each time. */
import { createHash } from 'node:crypto';
import { kindsOf } from './operations.mjs';
import { hiddenFrom, isLetIn } from './principals.mjs';
import { innerKinds } from './requests.mjs';
import { kinds } from './values.mjs';

/**
 * One thing to try: one choice of ids, or two whose replies have to be the same.
 * @typedef {{operation: object, principal: object, variant: string, choices: Selection[], decoration: number}} Trial
 * A selection says which class of value stands at each place.
 * @typedef {{path: string[], inner: Record<string, string>, malformed?: number}} Selection
 */

/** Ways of sending the same request: plainly first. */
export const decorations = [
  () => ({ 'accept-language': 'en' }),
  (tenant) => ({
    'accept-language': 'ko',
    'x-tenant': tenant,
    'x-tenant-id': tenant,
    'x-onggi-tenant': tenant,
    'x-forwarded-user': 'admin',
    'x-original-url': `/api/v1/platform/tenants/${tenant}/keys`,
  }),
  () => ({
    'accept-language': 'en',
    accept: 'text/event-stream',
    'x-http-method-override': 'DELETE',
    'x-http-method': 'DELETE',
    'x-method-override': 'DELETE',
  }),
  (tenant) => ({ 'accept-language': 'ko', duplicates: `tenant=${tenant}&tenantId=${tenant}&tenant_id=${tenant}` }),
];

/**
 * Every trial that the full form makes, in the order of the operations: all of them sent plainly, and each in one other way.
 * @returns {Trial[]}
 */
export function planOf(operations, principals) {
  return operations.flatMap((operation) => {
    const inner = innerKinds(operation);
    return principals.flatMap((principal) =>
      trialsOf(operation, inner, principal).flatMap((trial) => {
        const plain = { operation, principal, ...trial, decoration: 0 };
        return [plain, { ...plain, decoration: 1 + (digestOf(plain)[0] % (decorations.length - 1)) }];
      }),
    );
  });
}

/** One thing of one's own and one of somebody else's, by methods that nobody offers. @returns {Trial[]} */
export function planOfMethods(operations, principals) {
  return operations.flatMap((operation) =>
    principals.flatMap((principal) =>
      trialsOf(operation, [], principal)
        .filter(({ variant }) => variant === 'own' || variant === 'foreign')
        .map((trial) => ({ operation, principal, ...trial, decoration: 0 })),
    ),
  );
}

function trialsOf({ parameters }, allInner, principal) {
  const inner = allInner.filter((kind) => !kinds[kind].isPlain);
  const select = (path, innerClass = () => 'own') => ({
    path: parameters.map((kind, index) => {
      const name = path(kind, index);
      return kinds[kind].isPlain && name !== 'malformed' ? 'own' : name;
    }),
    inner: Object.fromEntries(allInner.map((kind) => [kind, kinds[kind].isPlain ? 'own' : innerClass(kind)])),
  });
  const all = (name) => () => name;
  const trials = [{ variant: 'own', choices: [select(all('own'))] }];
  const pair = (variant, make) => trials.push({ variant, choices: [make('foreign'), make('random')] });
  const places = parameters.filter((kind) => !kinds[kind].isPlain).length;
  if (places + inner.length > 0) pair('foreign', (name) => select(all(name), all(name)));
  if (places > 1) {
    pair('own parent, foreign child', (name) => select((_, index) => (index === 0 ? 'own' : name)));
    pair('foreign parent, own child', (name) => select((_, index) => (index === 0 ? name : 'own')));
  }
  if (places > 0 && inner.length > 0) pair('foreign path, own ids inside', (name) => select(all(name)));
  if (places + inner.length > 1)
    for (const one of inner)
      pair(`own, ${one} inside foreign`, (name) => select(all('own'), (kind) => (kind === one ? name : 'own')));
  const hidden = hiddenFrom(principal);
  if ([...parameters, ...inner].some((kind) => kind in hidden))
    trials.push({
      variant: 'hidden',
      choices: ['hidden', 'random'].map((name) => {
        const choose = (kind) => (kind in hidden ? name : 'own');
        return select(choose, choose);
      }),
    });
  const malformed = Math.max(0, ...[...parameters, ...inner].map((kind) => kinds[kind].malformed.length));
  for (let number = 0; number < malformed; number += 1)
    trials.push({
      variant: `malformed ${number}`,
      choices: [{ ...select(all('malformed'), all('malformed')), malformed: number }],
    });
  return trials;
}

/**
 * A part of the plan, the same each time: of each operation what owners get of their own, without which no canary would be
 * known to be there, and so many others, half of them by those whom the table lets in, who get further.
 */
export function sampleOf(plan, trialsEach) {
  const most = Math.ceil(trialsEach / 2);
  return grouped(plan).flatMap((trials) => {
    const ranked = ranking(trials);
    const letIn = ranked.filter(({ operation, principal }) => isLetIn(principal, operation));
    const refused = ranked.filter((trial) => !letIn.includes(trial));
    const own = letIn.filter((trial) => trial.variant === 'own' && trial.decoration === 0 && trial.principal.isOwner);
    return [...new Set([...own, ...letIn.slice(0, most), ...refused.slice(0, trialsEach - most)])];
  });
}

/** So many trials out of all, the same each time, in the order of the plan. */
export function fewOf(plan, count) {
  const chosen = new Set(ranking(plan).slice(0, count));
  return plan.filter((trial) => chosen.has(trial));
}

/** Everything sent plainly, and so many sent in other ways. */
export function fullOf(plan, otherWays) {
  const others = new Set(
    fewOf(
      plan.filter(({ decoration }) => decoration > 0),
      otherWays,
    ),
  );
  return plan.filter((trial) => trial.decoration === 0 || others.has(trial));
}

function grouped(plan) {
  const groups = new Map();
  for (const trial of plan) groups.set(trial.operation, [...(groups.get(trial.operation) ?? []), trial]);
  return [...groups.values()];
}

function ranking(trials) {
  return trials
    .map((trial) => ({ trial, rank: digestOf(trial).toString('hex') }))
    .sort((left, right) => (left.rank < right.rank ? -1 : 1))
    .map(({ trial }) => trial);
}

function digestOf({ operation, principal, variant, decoration }) {
  return createHash('sha256').update([operation.name, principal.name, variant, decoration].join('\n')).digest();
}

/** Reading, searching and asking come first; what changes things comes last, the deepest first, as does taking away. */
export function inOrder(operations) {
  const changes = operations.filter((operation) => !isSafe(operation));
  const stage = ({ method, route }) => {
    if (method === 'DELETE' && kindsOf(route).join() === 'tenants/:tenant') return 2;
    // What is made under a name that somebody else's thing has would be found by it afterwards.
    return method === 'PUT' && !/:\w+\/\w+$/.test(route) ? 1 : 0;
  };
  const rank = (one) =>
    [
      stage(one),
      99 - one.route.split('/').length,
      one.method === 'DELETE' ? 1 : 0,
      9 - innerKinds(one).length,
      one.route,
    ].join(' ');
  changes.sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
  return [...operations.filter(isSafe), ...changes];
}

/** Whether calling it with one's own ids leaves everything as it was. */
export function isSafe({ kind, method, parameters, scope }) {
  return (
    kind === 'graphql' ||
    /^(GET|HEAD|OPTIONS)$/.test(method) ||
    (parameters.length === 0 && ['search', 'ask'].includes(scope))
  );
}

/** HEAD, OPTIONS, and methods that nobody offers, at every address that takes an id. */
export function otherMethods(operations) {
  const routes = new Map();
  for (const { kind, route, method, parameters } of operations) {
    if (kind === 'graphql' || route === '/*') continue;
    const known = routes.get(route) ?? { parameters, methods: new Set() };
    known.methods.add(method);
    routes.set(route, known);
  }
  return [...routes].flatMap(([route, { parameters, methods }]) =>
    ['HEAD', 'OPTIONS', 'PATCH', 'DELETE', 'PUT', 'POST']
      .filter((method) => !methods.has(method))
      .map((method) => ({
        ...{
          name: `${method} ${route}`,
          kind: 'rest',
          method,
          route,
          parameters,
          hasBody: false,
          schema: undefined,
          query: [],
        },
        ...{ requires: 'public', scope: undefined, isBare: true },
      })),
  );
}
