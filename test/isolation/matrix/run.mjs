/** Makes trials and tells the recorder what came of them. */
import { hiddenFrom } from './principals.mjs';
import { decorations, isSafe } from './plan.mjs';
import { requestFor } from './requests.mjs';
import { kinds } from './values.mjs';

const atOnce = 6;
/** A user name is taken once in a tenant: whoever tries it next would be told of the last trial, not of a foreign tenant. */
const makesUser = 'POST /scim/v2/Users';

/** Runs trials of one operation after another's, several at once within one. */
export async function runTrials(trials, sender, recorder) {
  let running = [];
  let operation;
  for (const trial of trials) {
    const isAlone = trial.operation.name === makesUser;
    const mayOverlap =
      !isAlone && (trial.operation === operation || (isSafe(trial.operation) && operation && isSafe(operation)));
    if (!mayOverlap || running.length >= atOnce * 4) {
      await inParallel(running, sender, recorder);
      running = [];
    }
    operation = trial.operation;
    running.push(trial);
  }
  await inParallel(running, sender, recorder);
}

async function inParallel(trials, sender, recorder) {
  let next = 0;
  const work = async () => {
    while (next < trials.length) await runTrial(trials[next++], sender, recorder);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, trials.length) }, work));
}

/** One trial: each of its choices, and where there are two, their comparison. A choice for which there is no id is none. */
export async function runTrial({ operation, principal, variant, choices, decoration }, sender, recorder) {
  const requests = choices.map((selection) => build(operation, principal, selection));
  if (requests.includes(undefined)) return;
  const { duplicates, ...headers } = decorations[decoration](principal.other.tenant);
  const replies = [];
  for (const { request, sent } of requests) {
    const path = duplicates ? `${request.path}${request.path.includes('?') ? '&' : '?'}${duplicates}` : request.path;
    const reply = await sender.send({ ...request, path }, { ...headers, ...principal.headers });
    recorder.look(reply, principal, operation, `${variant} (${decoration}) ${request.method} ${path}`);
    replies.push([reply, sent]);
    if (operation.name === makesUser && reply.status === 201) await removeUser(reply, principal.side);
  }
  if (replies.length === 2) recorder.compare(...replies, principal, operation, variant);
}

async function removeUser({ body }, side) {
  await side.caller(side.keys.provisioner).ok('DELETE', `/scim/v2/Users/${JSON.parse(body).id}`);
}

function build(operation, principal, { path, inner, malformed }) {
  const sent = [];
  let isMissing = false;
  const value = (kind, name, encode) => {
    const found = valueOf(operation, principal, kind, name, malformed);
    if (found === undefined) isMissing = true;
    else if (name !== 'own' && name !== 'malformed') sent.push(found);
    if (name === 'malformed' || kind === '/*') return encode ? found : decoded(found);
    return encode ? encodeURIComponent(found) : found;
  };
  const isOwn = [...path, ...Object.values(inner)].every((name) => name === 'own');
  const request = requestFor(operation, {
    path: (kind, position) => value(kind, path[position], true),
    inner: (kind) => value(kind, inner[kind], false),
    isOwn,
  });
  return isMissing ? undefined : { request, sent };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function valueOf(operation, { side, other, ...principal }, kind, name, malformed) {
  const { random, malformed: shapes } = kinds[kind];
  if (name === 'random') return random();
  if (name === 'malformed') return shapes[malformed % shapes.length];
  if (name === 'hidden') return hiddenFrom({ ...principal, side })[kind];
  const own = (isSafe(operation) ? side.ids : side.throwaway)[kind];
  if (name === 'own') return own;
  const foreign = other.ids[kind];
  // Numbers are each tenant's own: the same number is one's own thing. The platform has no foreign tenant.
  if (foreign === side.ids[kind] && !kinds[kind].isPlain) return undefined;
  return principal.role === 'platform' && /tenant/.test(kind) ? undefined : foreign;
}
