/** The running product with the two tenants, and one that belongs to the platform's own calls. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readSecret, secretFiles } from '../../../deploy/local/secrets.mjs';
import { ApiCaller } from '../../e2e/harness/api-caller.mjs';
import { principalsOf, watchCanaries } from './principals.mjs';
import { Recorder } from './recorder.mjs';
import { makeSide } from './side.mjs';

/** Whether every trial is made, or the sample of `npm test`. */
export const isFull = process.env.TEST_ISOLATION === 'full';

/** @returns {Promise<{recorder: Recorder, principals: object[]}>} */
export async function makeWorld(
  product,
  names = { north: 'matrix-north', south: 'matrix-south', empty: 'matrix-void' },
) {
  const machineKey = `onggi_machine_${readSecret(product.home, secretFiles.machineKey)}`;
  const machine = new ApiCaller(product, machineKey);
  const empty = await makeEmptySide(machine, names.empty, names.north);
  const north = await makeSide(machine, names.north, { receiver: names.empty, asks: true });
  const south = await makeSide(machine, names.south, { receiver: names.empty, asks: isFull });
  const recorder = new Recorder();
  for (const side of [north, south]) watchCanaries(recorder, side);
  return { recorder, principals: principalsOf({ north, south, empty, machineKey }) };
}

/** A tenant without content, which the platform may do away with. */
async function makeEmptySide(machine, tenant, taken) {
  await machine.ok('POST', '/api/v1/platform/tenants', { id: tenant });
  const keys = `/api/v1/platform/tenants/${tenant}/keys`;
  const made = await machine.ok('POST', keys, { name: 'void', role: 'member' });
  const reason = 'to be thrown away';
  const { grant } = await machine.ok('POST', '/api/v1/platform/break-glass', { tenant, reason, minutes: 60 });
  const ids = {
    'tenants/:tenant': tenant,
    'taken tenant': taken,
    receiver: taken,
    'keys/:key': made.keyId,
    'break-glass/:grant': grant.id,
    'groups/:group': 'everyone',
    '/*': 'documents',
  };
  return { tenant, ids, throwaway: ids, keys: {}, legal: undefined };
}

/** Everything that the product's processes wrote down. @returns {Promise<{file: string, text: string}[]>} */
export async function readLogs(product) {
  const folder = path.join(product.home, 'logs');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.log'));
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(path.join(folder, file), 'utf8') })));
}
