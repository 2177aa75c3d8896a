/** Every operation of the product, as everyone, with everybody's ids: nobody sees what is not theirs, or that it is there. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { product } from '../../e2e/harness/product.mjs';
import { readOperations } from '../matrix/operations.mjs';
import { fewOf, fullOf, inOrder, otherMethods, planOf, planOfMethods, sampleOf } from '../matrix/plan.mjs';
import { logReader } from '../matrix/principals.mjs';
import { Recorder } from '../matrix/recorder.mjs';
import { innerKinds, requestFor } from '../matrix/requests.mjs';
import { runTrials } from '../matrix/run.mjs';
import { Sender } from '../matrix/send.mjs';
import { isFull, makeWorld, readLogs } from '../matrix/world.mjs';

const leastCalls = isFull ? 10_000 : 600;
const trialsEach = 2;

let onggi;
let operations;
let world;

describe('the isolation matrix', () => {
  before(async () => {
    onggi = await product();
    operations = await readOperations(onggi);
  });

  it('knows how to call every operation of the product', () => {
    for (const operation of operations) innerKinds(operation);
    assert.ok(operations.length > 50);
    for (const kind of ['rest', 'graphql']) assert.ok(operations.some((operation) => operation.kind === kind));
  });

  it('calls every operation as everyone with own, foreign, made-up, mixed and malformed ids', async (test) => {
    const started = Date.now();
    world = await makeWorld(onggi);
    const sender = new Sender(onggi.url);
    const begun = Date.now();
    const { principals, recorder } = world;
    const ordered = inOrder(operations);
    const plan = planOf(ordered, principals);
    const methods = planOfMethods(otherMethods(operations), principals);
    const trials = isFull
      ? [...fewOf(methods, 1_500), ...fullOf(plan, 3_000)]
      : [...fewOf(methods, 40), ...sampleOf(plan, trialsEach)];
    try {
      await runTrials(trials, sender, recorder);
    } finally {
      sender.close();
    }
    const [preparing, calling] = [begun - started, Date.now() - begun].map((ms) => Math.round(ms / 1000));
    test.diagnostic(
      `${operations.length} operations, ${recorder.calls} calls, ${recorder.bytes} bytes, ${calling} s, prepared in ${preparing} s`,
    );
    assert.ok(recorder.calls >= leastCalls, `${recorder.calls} calls`);
  });

  // The sample may read a text of one tenant only; every trial made, it is read in both.
  it('shows each canary to those who may see it', () => {
    const { unseen } = world.recorder;
    const nameOf = (canary) => canary.split(' ').at(-1);
    const times = (name) => unseen.filter((canary) => nameOf(canary) === name).length;
    assert.deepEqual(isFull ? unseen : unseen.filter((canary) => times(nameOf(canary)) > 1), []);
  });

  it('shows no canary to anyone else, in no byte of any reply', () => assert.deepEqual(world.recorder.leaks, []));

  it('answers to a foreign id as to a made-up one: status, headers and body', () =>
    assert.deepEqual(world.recorder.unequal, []));

  it('never makes the product fail', () => assert.deepEqual(world.recorder.faults, []));

  it('leaves no canary in a log', async () => {
    const logs = await readLogs(onggi);
    assert.ok(logs.some(({ file, text }) => file.startsWith('api') && text.length > 0));
    for (const { file, text } of logs) world.recorder.lookAt(text, logReader, { name: file }, file);
    assert.deepEqual(
      world.recorder.leaks.filter(({ principal }) => principal === logReader.name),
      [],
    );
  });
});

describe('the isolation matrix itself', () => {
  const reader = { name: 'somebody', role: 'member', home: 'elsewhere' };
  const operation = { name: 'GET /api/v1/secrets/:secret' };
  const reply = (body, more = {}) => ({ status: 404, head: 'HTTP/1.1 404 Not Found', headers: [], body, ...more });
  const watching = (mayRead) => {
    const recorder = new Recorder();
    recorder.watch('canary', 'CANARY-0123456789', mayRead);
    return recorder;
  };
  const encoded = (shift) => Buffer.from(`${'x'.repeat(shift)}canary-0123456789 and more`).toString('base64');

  for (const [where, leaking] of Object.entries({
    'a body': reply('{"text":"see CANARY-0123456789"}'),
    'a body in lower case': reply('canary-0123456789'),
    'a header': reply('', { head: 'HTTP/1.1 200 OK\ncontent-disposition: attachment; filename=CANARY-0123456789.md' }),
    'an event of a stream': reply('id: 1\nevent: delta\ndata: {"text":"CANARY-0123456789"}\n\n'),
    Base64: reply(Buffer.from('xxCANARY-0123456789 and more').toString('base64')),
  })) {
    it(`reports a canary in ${where}`, () => {
      const recorder = watching(() => false);
      recorder.look(leaking, reader, operation, 'foreign');
      assert.deepEqual(
        recorder.leaks.map((leak) => [leak.canary, leak.principal, leak.operation]),
        [['canary', reader.name, operation.name]],
      );
    });
  }

  it('reports none that may be seen, and which were not', () => {
    const recorder = watching(() => true);
    assert.deepEqual(recorder.unseen, ['canary']);
    recorder.look(reply(`CANARY-0123456789 ${encoded(1)}`), reader, operation, 'own');
    assert.deepEqual([recorder.leaks, recorder.unseen], [[], []]);
  });

  for (const [what, foreign, random] of [
    ['status', reply('{}', { status: 403 }), reply('{}')],
    [
      'body',
      reply('{"error":{"code":"NOT_FOUND","requestId":"a"}}'),
      reply('{"error":{"code":"GONE","requestId":"b"}}'),
    ],
    ['header', reply('{}', { headers: [['retry-after', '1']] }), reply('{}')],
    ['id that was not sent', reply('{"error":"as in id-3"}'), reply('{"error":"as in id-4"}')],
  ]) {
    it(`reports that a foreign id has another ${what} than a made-up one`, () => {
      const recorder = new Recorder();
      recorder.compare([foreign, ['id-1']], [random, ['id-2']], reader, operation, 'foreign');
      assert.equal(recorder.unequal.length, 1);
    });
  }

  it('takes replies for equal that differ by request id, date, length and the id that was sent alone', () => {
    const recorder = new Recorder();
    const at = (id) =>
      reply(`{"error":{"message":"no ${id}","requestId":"${id}"}}`, {
        headers: [
          ['date', id],
          ['content-length', id],
        ],
      });
    recorder.compare([at('id-1'), ['id-1']], [at('id-22'), ['id-22']], reader, operation, 'foreign');
    assert.deepEqual(recorder.unequal, []);
  });

  const rest = { kind: 'rest', method: 'GET', query: [], parameters: [], requires: 'member' };
  const posted = (schema) => ({
    ...{ name: 'POST /api/v1/secrets', method: 'POST', route: '/api/v1/secrets', hasBody: true },
    ...(schema && { schema: { title: 'SecretBody', ...schema } }),
  });
  const text = { type: 'string' };
  const named = { ...text, 'x-names': 'documents/:document' };
  const withInside = (inside) => ({ list: { type: 'array', items: { title: 'Inside', properties: inside } } });
  for (const [what, unknown] of Object.entries({
    'a path parameter': {
      name: 'GET /api/v1/secrets/:secret',
      route: '/api/v1/secrets/:secret',
      parameters: ['secrets/:secret'],
    },
    'a body of no fields': posted({ properties: {} }),
    'a body without a schema': posted(),
    'a text of a body': posted({ properties: { secretId: text } }),
    'texts inside a list of a body': posted({ properties: withInside({ ids: { type: 'array', items: text } }) }),
    'a number of a body': posted({ properties: { secret: { type: 'integer' } } }),
    'a needed field of a body': posted({ required: ['mode'], properties: { mode: { enum: ['a'] }, id: named } }),
    'a kind of id in a body': posted({ properties: { id: { ...text, 'x-names': 'secrets/:secret' } } }),
    'no body where one is needed': { name: 'POST /api/v1/secrets', method: 'POST', route: '/api/v1/secrets' },
    'a query': { name: 'GET /api/v1/secrets', route: '/api/v1/secrets', query: ['secret'] },
  })) {
    it(`names an operation with ${what} that it does not know`, () => {
      const call = () => innerKinds({ ...rest, ...unknown });
      assert.throws(call, ({ message }) => message.startsWith(unknown.name));
    });
  }

  it('puts ids wherever the schema of a body says that a field names something', () => {
    const schema = {
      title: 'SecretBody',
      properties: {
        id: named,
        ids: { ...named, type: 'array', items: text },
        one: { title: 'Inside', properties: { id: named } },
        ...withInside({ id: named, title: text }),
        title: text,
      },
    };
    const { body } = requestFor({ ...rest, ...posted(schema) }, { inner: (kind) => `a ${kind}`, isOwn: false });
    const id = 'a documents/:document';
    assert.deepEqual(body, { id, ids: [id], one: { id }, list: [{ id }] });
  });
});
