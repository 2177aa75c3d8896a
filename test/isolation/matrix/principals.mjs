/** Everyone who comes: with which credential, from where, what is theirs, and which canaries they may see. */

const evaluating = ['evaluate'];
const documents = ['documents:read', 'documents:write'];

/**
 * @typedef {{name: string, headers: Record<string, string>, home: string | undefined, role: string, scopes?: string[],
 *   side: object, other: object, isOwner?: boolean}} Principal `side`: whose ids are called own; `isOwner`: gets to see
 *   them in the short form too
 */

/** @returns {Principal[]} */
export function principalsOf({ north, south, empty, machineKey }) {
  const bearer = (key) => ({ authorization: `Bearer ${key}` });
  const of = (side, other, prefix) => {
    const with_ = (role, key, more = {}) => ({
      ...{ name: `${prefix}${role}`, headers: bearer(key), home: side.tenant, role, side, other, ...more },
    });
    return [
      with_('member', side.keys.member),
      with_('outsider', side.keys.outsider),
      with_('curator', side.keys.curator),
      with_('admin', side.keys.admin),
      with_('auditor', side.keys.auditor),
      with_('suspended', side.keys.suspended),
      with_('service', side.keys.service, { scopes: ['search', 'documents:read'] }),
      with_('provisioner', side.keys.provisioner, { scopes: ['scim'] }),
      with_('breakGlass', side.keys.breakGlass),
      with_('person', undefined, { headers: { cookie: side.cookie, 'x-onggi-request': '1' } }),
    ];
  };
  const nobody = { home: undefined, side: north, other: south };
  return [
    { name: 'anonymous', headers: {}, role: 'anonymous', ...nobody },
    { name: 'wrong key', headers: bearer(`${north.keys.admin.slice(0, -1)}!`), role: 'anonymous', ...nobody },
    { name: 'platform', headers: bearer(machineKey), role: 'platform', home: undefined, side: empty, other: north },
    ...of(north, south, '').map((principal) => ({ ...principal, isOwner: true })),
    ...of(south, north, 'other tenant’s ').map((principal) => ({
      ...principal,
      isOwner: ['member', 'admin'].includes(principal.role),
    })),
  ];
}

const requirements = {
  platform: ['platform'],
  'signed-in': ['member', 'outsider', 'person', 'service', 'curator', 'admin', 'auditor', 'provisioner'],
  member: ['member', 'outsider', 'person', 'service', 'curator', 'admin'],
  curator: ['curator', 'admin'],
  'tenant-admin': ['admin', 'provisioner'],
  auditor: ['admin', 'auditor'],
};

/** Whether the table lets this role come as far as the operation's own work. */
export function isLetIn({ role, scopes }, { requires, scope, breakGlass }) {
  if (requires === 'public') return true;
  if (role === 'breakGlass') return breakGlass === true;
  return requirements[requires].includes(role) && (!scopes || !scope || scopes.includes(scope));
}

/** What of the principal's own tenant is not theirs to see, by kind of id. */
export function hiddenFrom({ role, side }) {
  const answers = {
    'answers/:answer': side.ids['answers/:answer'],
    'conversations/:conversation': side.ids['conversations/:conversation'],
  };
  return {
    ...(role === 'member' ? {} : answers),
    ...(role === 'person' ? {} : { 'sessions/:session': side.ids['sessions/:session'] }),
    ...(['outsider', 'person', 'service'].includes(role) ? { 'documents/:document': side.legal } : {}),
  };
}

/** Tells the recorder who may see which canary of a tenant. */
export function watchCanaries(recorder, side) {
  const { tenant, canaries } = side;
  const watch = (name, mayRead) =>
    recorder.watch(`${tenant} ${name}`, canaries[name], (principal, operation) => {
      const { role, home } = principal;
      if (role === 'suspended') return false;
      return home === tenant ? mayRead(role, operation) : role === 'platform' && ['key', 'reason'].includes(name);
    });
  const readers = (role) => !['auditor', 'provisioner'].includes(role);
  const askers = (role) => readers(role) && !['service', 'breakGlass'].includes(role);
  const manages = (role, scope, among) => ['curator', 'admin'].includes(role) && among.includes(scope);
  for (const name of ['text', 'title', 'file', 'corpus']) watch(name, readers);
  for (const name of ['legalText', 'legalTitle', 'legalFile'])
    watch(name, (role, { scope }) => role === 'member' || role === 'breakGlass' || manages(role, scope, documents));
  watch('group', () => true);
  watch('expert', askers);
  watch('person', (role) => ['admin', 'person', 'provisioner'].includes(role));
  watch('question', (role, { scope }) => role === 'member' || manages(role, scope, evaluating));
  watch('feedback', (role, { scope }) => manages(role, scope, evaluating));
  for (const name of ['set', 'evaluation']) watch(name, (role, { scope }) => manages(role, scope, evaluating));
  watch('key', (role) => role === 'admin');
  const watching = (role) => ['admin', 'auditor'].includes(role);
  const people = (role) => ['member', 'outsider', 'person', 'curator'].includes(role);
  // While the platform may look in, everyone of the tenant may know; the matrix' grants are open.
  watch('reason', (role, { name }) => watching(role) || (people(role) && name === 'GET /api/v1/break-glass/open'));
  watch('purpose', watching);
}

/** Nobody: whoever reads a log. */
export const logReader = { name: 'a log', role: 'nobody', home: undefined };
