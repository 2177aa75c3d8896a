import { randomBytes } from 'node:crypto';
import { ApiClient } from '../client/api-client.js';
import { CommandError } from '../client/environment.js';
import { patiently } from '../client/patiently.js';
import { removeTenant } from '../commands/tenant.js';

/** Where a set is measured: a tenant that is made for it, or a corpus of one that exists. */
export interface EvaluationPlace {
  tenant: string;
  /** An administrator of the tenant. */
  client: ApiClient;
  /** Key of the corpus, which holds the set's documents and nothing else. */
  corpus: string;
  /** Key of the expert that knows this corpus and the set's glossary. */
  expert: string;
  /** Removes everything that was made. */
  remove(): Promise<void>;
}

/** Longer than any measurement; what is left of one that was killed opens nothing for ever. */
const keyLifeSeconds = 7 * 24 * 3600;

const tenantName = { nameKo: '평가 (임시)', nameEn: 'Evaluation (temporary)' };

/** A name that nobody else uses: the time, and some chance. */
function uniqueName(): string {
  return `eval-${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`;
}

/** Makes the place. What was made when something fails is removed again. @param tenant undefined: a throw-away one */
export async function makePlace(tenant: string | undefined, signal: AbortSignal): Promise<EvaluationPlace> {
  const machine = await ApiClient.machine();
  const name = uniqueName();
  const undo: (() => Promise<unknown>)[] = [];
  // The last thing made goes first. What is made is noted before it is asked for: an answer may be lost on its way.
  const remove = async (): Promise<void> => {
    // Whatever was interrupted, removal goes on, and is content with what was never made.
    const { signal: never } = new AbortController();
    for (let next = undo.pop(); next; next = undo.pop()) await unlessCode(/NOT_FOUND$/, () => patiently(never, next));
  };
  try {
    if (tenant === undefined) {
      undo.push(() => removeTenant(machine, name));
      await unlessCode(/^CONFLICT$/, () =>
        patiently(signal, () => machine.post('/api/v1/platform/tenants', { id: name, ...tenantName })),
      );
    }
    const keys = `/api/v1/platform/tenants/${encodeURIComponent(tenant ?? name)}/keys`;
    const made = await patiently(signal, () =>
      machine.post<{ key: string; keyId: string }>(keys, {
        name: 'onggi eval',
        role: 'admin',
        label: 'C',
        expiresInSeconds: keyLifeSeconds,
      }),
    );
    const client = new ApiClient(made.key);
    if (tenant !== undefined) {
      undo.push(() => machine.delete(`${keys}/${made.keyId}`));
      undo.push(() => client.delete(`/api/v1/corpora/${name}`));
      undo.push(() => client.delete(`/api/v1/experts/${name}`));
    }
    await patiently(signal, () => client.put(`/api/v1/corpora/${name}`, { name: { ko: '평가', en: 'Evaluation' } }));
    return { tenant: tenant ?? name, client, corpus: name, expert: name, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A request that was answered but whose answer was lost finds, the second time, that it is done. */
async function unlessCode(done: RegExp, request: () => Promise<unknown>): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (!(error instanceof CommandError) || !done.test(error.code)) throw error;
  }
}
