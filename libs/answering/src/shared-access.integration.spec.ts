import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentReader, type OriginalStore } from '@onggi/corpus';
import { AuthenticationService, KeysService, platformContext, sha256, SharedAccessService } from '@onggi/identity';
import { newId, NotFoundError } from '@onggi/platform';
import { sql, tenantContext, type TenantContext } from '@onggi/tenancy';
import { AnsweringWorld, type PublishedDocument } from './answering-world.fixture.js';
import { CorpusNotFoundError } from '@onggi/corpus';

const pump = 'Inspect the cooling water pump of the gas line every three months.';
const secret = 'The cooling water pump of the merged works is sold in May.';
const another = 'The cooling water pump handbook of another shelf says six months.';
const question = 'How often is the cooling water pump inspected?';

let world: AnsweringWorld;
let keys: KeysService;
let shared: SharedAccessService;
let authentication: AuthenticationService;
let reader: DocumentReader;
let published: PublishedDocument;

const admin = (tenant: string): TenantContext =>
  tenantContext({ tenant, principal: `person:${tenant}-admin`, role: 'admin', groups: [], label: 'C' });
const tomorrow = () => new Date(Date.now() + 24 * 3600 * 1000);

beforeAll(async () => {
  world = await AnsweringWorld.create(['owner', 'receiver', 'third']);
  keys = new KeysService(world.database);
  shared = new SharedAccessService(world.database);
  const lastUse = { keyUsed: () => undefined, sessionSeen: () => undefined };
  authentication = new AuthenticationService(world.directory, sha256('machine'), lastUse as never);
  reader = new DocumentReader(world.database, {} as OriginalStore);
  published = await world.publish('owner', 'Gas line manual', [pump], { corpus: 'manuals' });
  await world.publish('owner', 'Works for sale', [secret], { corpus: 'manuals', groups: ['board'] });
  await world.publish('owner', 'Another handbook', [another], { corpus: 'private' });
  await world.publish('receiver', 'Own notes', ['The cooling water pump has a blue housing.']);
  world.model.gate = 'yes';
  world.model.write = () => [JSON.stringify({ answer: pump })];
});
afterEach(async () => {
  await world.admin.query(
    `UPDATE onggi.shared_access SET ended_at = now(), ended_side = 'owner' WHERE ended_at IS NULL`,
  );
});
afterAll(() => world.close());

/** What a fresh key of the tenant may read now. */
async function keyOf(
  tenant: string,
  groups: string[] = [],
): Promise<{ key: string; context: () => Promise<TenantContext> }> {
  const { key } = await keys.create(platformContext(tenant), { name: 'spec', role: 'member', groups });
  return {
    key,
    context: async () => {
      const caller = await authentication.byBearer(key);
      if (caller.kind === 'machine') throw new Error('not a machine');
      return caller.context;
    },
  };
}

const offer = (over: Partial<Parameters<SharedAccessService['offerCorpus']>[1]> = {}) =>
  shared.offerCorpus(admin('owner'), {
    corpus: 'manuals',
    receiver: 'receiver',
    purpose: 'Joint maintenance of the gas line',
    label: 'O',
    expiresAt: tomorrow(),
    ...over,
  });

async function share(over: Parameters<typeof offer>[0] = {}, groups: string[] = []): Promise<string> {
  const { id } = await offer(over);
  await shared.acceptCorpus(admin('receiver'), id, groups);
  return id;
}

const texts = async (context: TenantContext, corpora?: string[]) =>
  (await world.search.search(context, { query: 'cooling water pump', first: 20, corpora })).passages.map(
    ({ text }) => text,
  );

async function trail(tenant: string, action: string) {
  const { rows } = await world.admin.query(
    'SELECT principal, target, detail FROM onggi.audit_event WHERE tenant_id = $1 AND action = $2 ORDER BY event_id',
    [tenant, action],
  );
  return rows;
}

describe('a corpus that a tenant offers to another', () => {
  it('opens nothing until the other has accepted it, then that corpus alone, to the groups that it was accepted for', async () => {
    const [everyone, lineStaff] = [await keyOf('receiver'), await keyOf('receiver', ['line'])];
    const { id } = await offer();
    expect(await texts(await lineStaff.context())).not.toContain(pump);
    await shared.acceptCorpus(admin('receiver'), id, ['line']);
    const found = await texts(await lineStaff.context());
    expect(found).toContain(pump);
    expect(found).not.toContain(secret);
    expect(found).not.toContain(another);
    expect(await texts(await everyone.context())).not.toContain(pump);
    expect(await texts(await (await keyOf('third')).context())).toEqual([]);
    await shared.endCorpus(admin('owner'), id);
    expect(await texts(await lineStaff.context())).not.toContain(pump);
  });

  it('opens what is addressed to the groups that the owner names, up to its label and the reader’s clearance', async () => {
    const confidential = await world.publish(
      'owner',
      'Confidential pump',
      ['The cooling water pump is confidential.'],
      {
        corpus: 'manuals',
      },
    );
    await world.admin.query(`UPDATE onggi.document_version v SET access_set_id = $2 WHERE version_id = $1`, [
      confidential.versionId,
      await accessSet('owner', 'C'),
    ]);
    await keys.create(platformContext('owner'), { name: 'makes the group', role: 'member', groups: ['board'] });
    const member = await keyOf('receiver');
    const cleared = async () => ({
      ...(await member.context()),
    });
    const id = await share({ opens: ['everyone', 'board'], label: 'C' });
    const found = await texts(await cleared());
    expect(found).toEqual(expect.arrayContaining([pump, secret]));
    expect(found).not.toContain('The cooling water pump is confidential.');
    await world.admin.query(
      `UPDATE onggi.access_group SET status = 'suspended' WHERE tenant_id = 'owner' AND group_key = 'board'`,
    );
    expect(await texts(await cleared())).not.toContain(secret);
    await world.admin.query(`UPDATE onggi.access_group SET status = 'active' WHERE tenant_id = 'owner'`);
    await shared.endCorpus(admin('receiver'), id);
    expect(await texts(await cleared())).not.toContain(pump);
  });

  it('is over when it expires, and does not begin before its time', async () => {
    const member = await keyOf('receiver');
    const id = await share();
    expect(await texts(await member.context())).toContain(pump);
    await world.admin.query(
      `UPDATE onggi.shared_access SET starts_at = now() - interval '2 days', expires_at = now() - interval '1 second' WHERE share_id = $1`,
      [id],
    );
    expect((await member.context()).grants).toHaveLength(1);
    const later = await share({ startsAt: new Date(Date.now() + 3_600_000) });
    expect((await member.context()).grants).toHaveLength(1);
    await shared.endCorpus(admin('owner'), later);
  });

  it('opens nothing of the owner but the documents, whatever is asked', async () => {
    const member = await keyOf('receiver');
    const id = await share();
    await keys.create(platformContext('owner'), { name: 'a key of the owner', role: 'admin', groups: [] });
    const context = await member.context();
    const seen = await world.database.run(context, async (transaction) => {
      const tables = await transaction.rows<{ name: string }>(
        sql`SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'onggi'::regnamespace AND c.relkind IN ('r', 'p')
              AND has_table_privilege(c.oid, 'SELECT') AND NOT c.relispartition ORDER BY 1`,
      );
      const found: Record<string, number> = {};
      for (const { name } of tables) {
        const statement = sql([
          `SELECT FROM onggi.${name} WHERE tenant_id = 'owner'`,
        ] as unknown as TemplateStringsArray);
        const count = (await transaction.rows(statement)).length;
        if (count > 0) found[name] = count;
      }
      return found;
    });
    expect(seen).toEqual({
      access_set: 1,
      chunk: 1,
      corpus: 1,
      document: 1,
      document_content: 1,
      document_page: 1,
      document_version: 1,
      embedding_set: 1,
    });
    await shared.endCorpus(admin('owner'), id);
  });

  it('is read by its pages, written by nobody but its owner, and each side is told', async () => {
    const member = await keyOf('receiver');
    const id = await share();
    const context = await member.context();
    const page = await reader.page(context, published.documentId, 1);
    expect(page.text).toContain(pump);
    expect((await trail('receiver', 'document.read')).at(-1)).toMatchObject({ target: published.documentId });
    expect((await trail('owner', 'share.read')).at(-1)).toMatchObject({
      principal: `receiver/${context.principal}`,
      target: published.documentId,
    });
    await texts(context);
    expect((await trail('owner', 'share.search')).at(-1)).toMatchObject({
      principal: `receiver/${context.principal}`,
      detail: { versions: [published.versionId] },
    });
    const written = await world.database.run(context, (transaction) =>
      transaction.execute(
        sql`UPDATE onggi.document_version SET title = 'taken' WHERE version_id = ${published.versionId}`,
      ),
    );
    expect(written).toBe(0);
    await shared.endCorpus(admin('owner'), id);
    await expect(reader.page(await member.context(), published.documentId, 1)).rejects.toThrow(NotFoundError);
    for (const action of ['share.offer', 'share.accept', 'share.end']) {
      for (const tenant of ['owner', 'receiver']) {
        expect((await trail(tenant, action)).at(-1)).toMatchObject({ target: id, detail: { receiver: 'receiver' } });
      }
    }
  });

  it('may be looked in alone, by its id; another’s id and a made-up one are the same', async () => {
    const member = await keyOf('receiver');
    const id = await share();
    const context = await member.context();
    const [manuals, hidden] = await Promise.all(['manuals', 'private'].map(corpusId));
    expect(await texts(context, [manuals!])).toEqual([pump]);
    expect(await texts(context, ['library'])).toEqual(['The cooling water pump has a blue housing.']);
    for (const corpus of [hidden!, newId(), 'manuals']) {
      await expect(texts(context, [corpus])).rejects.toThrow(NotFoundError);
      await expect(world.answers.ask(context, { question, corpora: [corpus] })).rejects.toThrow(CorpusNotFoundError);
    }
    await shared.endCorpus(admin('owner'), id);
  });
});

async function corpusId(key: string): Promise<string> {
  const { rows } = await world.admin.query(
    `SELECT corpus_id FROM onggi.corpus WHERE tenant_id = 'owner' AND corpus_key = $1`,
    [key],
  );
  return rows[0].corpus_id;
}

async function accessSet(tenant: string, label: string): Promise<string> {
  const { rows } = await world.admin.query(
    `INSERT INTO onggi.access_set VALUES ($1, gen_random_uuid(), '{everyone}', $2) RETURNING access_set_id`,
    [tenant, label],
  );
  return rows[0].access_set_id;
}

describe('an answer from a shared corpus', () => {
  it('says whose document it cites, is known to the owner, and is withheld when the share has ended', async () => {
    const member = await keyOf('receiver');
    const id = await share();
    const context = await member.context();
    const { answer, answerId } = await world.ask(context, question);
    const { sentences } = answer;
    const citation = sentences[0]!.citations[0]!;
    expect(citation).toMatchObject({
      documentId: published.documentId,
      sharedBy: { tenant: 'owner', name: { en: 'owner' } },
    });
    expect(answer.passages.find(({ documentId }) => documentId === published.documentId)?.sharedBy?.tenant).toBe(
      'owner',
    );
    expect((await trail('owner', 'share.answer')).at(-1)).toMatchObject({
      principal: `receiver/${context.principal}`,
      target: answerId,
      detail: { versions: [published.versionId] },
    });
    await shared.endCorpus(admin('owner'), id);
    const now = await member.context();
    const later = await world.answers.get(now, answerId);
    expect(later.sentences).toEqual([expect.objectContaining({ verdict: 'withheld', text: '', citations: [] })]);
    const told = JSON.stringify([later, await world.heard(now, answerId)]);
    for (const canary of ['three months', 'Gas line manual', published.documentId]) expect(told).not.toContain(canary);
  });

  it('is ended while it is being written', async () => {
    const member = await keyOf('receiver');
    const id = await share();
    const context = await member.context();
    world.model.write = () => [`{"answer":"${pump} And`, new Promise(() => undefined)];
    const { answerId } = await world.answers.ask(context, { question });
    const heard = world.heard(context, answerId);
    await shared.endCorpus(admin('owner'), id);
    await world.rights.look();
    expect((await heard).at(-1)).toMatchObject({ event: 'error', data: { error: { code: 'RIGHTS_ENDED' } } });
    expect(await world.answers.get(await member.context(), answerId)).toMatchObject({
      status: 'FAILED',
      sentences: [],
    });
    world.model.write = () => [JSON.stringify({ answer: pump })];
  });
});

describe('an offer', () => {
  it('cannot be made of a corpus that is not one’s own, no more than of one that does not exist', async () => {
    const theirs = await corpusId('private');
    for (const corpus of [theirs, newId(), 'nothing']) {
      const offering = shared.offerCorpus(admin('receiver'), {
        corpus,
        receiver: 'third',
        purpose: 'x',
        label: 'O',
        expiresAt: tomorrow(),
      });
      await expect(offering).rejects.toThrow(NotFoundError);
    }
  });

  it('is seen by its two sides’ administrators alone; to a third it is as one that does not exist', async () => {
    const { id } = await offer();
    expect((await shared.corpora(admin('receiver'))).map((one) => one.id)).toContain(id);
    expect(await shared.corpora(admin('third'))).toEqual([]);
    for (const unknown of [id, newId(), 'no id']) {
      await expect(shared.acceptCorpus(admin('third'), unknown)).rejects.toThrow(NotFoundError);
      await expect(shared.endCorpus(admin('third'), unknown)).rejects.toThrow(NotFoundError);
    }
    await expect(shared.acceptCorpus(admin('owner'), id)).rejects.toThrow(NotFoundError);
    const seen = await world.database.run(await (await keyOf('receiver')).context(), (transaction) =>
      transaction.rows(sql`SELECT FROM onggi.shared_access`),
    );
    expect(seen).toEqual([]);
    await shared.endCorpus(admin('receiver'), id);
    await expect(shared.acceptCorpus(admin('receiver'), id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('cannot be accepted by its owner’s own hand, however the row is written', async () => {
    const { id } = await offer();
    for (const statement of [
      sql`UPDATE onggi.shared_access SET accepted_at = now(), groups = '{everyone}', accepted_by = 'x' WHERE share_id = ${id}`,
      sql`INSERT INTO onggi.shared_access (tenant_id, share_id, kind, receiver, corpus_id, purpose, opens, label, starts_at, expires_at, offered_by, accepted_at)
          SELECT 'owner', ${newId()}, kind, receiver, corpus_id, purpose, opens, label, starts_at, expires_at, 'x', now()
          FROM onggi.shared_access WHERE share_id = ${id}`,
      sql`DELETE FROM onggi.shared_access WHERE share_id = ${id}`,
    ]) {
      const writing = world.database.run(admin('owner'), (transaction) => transaction.execute(statement));
      await expect(writing).rejects.toMatchObject({ cause: { code: '42501' } });
    }
    const accepted = await world.database.run(admin('owner'), (transaction) =>
      transaction.first(sql`SELECT tenancy.accept_share(${id}, '{everyone}', NULL) AS accepted`),
    );
    expect(accepted).toEqual({ accepted: false });
    await shared.endCorpus(admin('owner'), id);
  });

  it('ends with the tenant that it was made to, so that a later one of that name gets nothing', async () => {
    const { id } = await offer({ receiver: 'third' });
    await world.admin.query(`UPDATE tenancy.tenant SET status = 'removing' WHERE tenant_id = 'third'`);
    await world.admin.query(`UPDATE tenancy.tenant SET status = 'active' WHERE tenant_id = 'third'`);
    expect((await shared.corpora(admin('third'))).find((one) => one.id === id)).toMatchObject({ status: 'ended' });
  });
});

describe('a second post', () => {
  it('lets one person read, from their own tenant, what their groups there open, while it lasts', async () => {
    const personId = newId();
    await world.admin.query(
      `INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, role, label)
       VALUES ('receiver', $1, 'kim@receiver.example', '김', 'Kim', 'member', 'S')`,
      [personId],
    );
    const post = (email: string) =>
      shared.offerPost(admin('owner'), {
        kind: 'secondment',
        receiver: 'receiver',
        email,
        purpose: 'Seconded to the gas line',
        opens: ['everyone'],
        label: 'S',
        expiresAt: tomorrow(),
      });
    const known = await post('Kim@receiver.example');
    const { id: _, ...unknown } = await post('nobody@receiver.example');
    expect({ ...unknown, offeredAt: 0, startsAt: 0, expiresAt: 0 }).toEqual({
      ...Object.fromEntries(Object.entries(known).filter(([field]) => field !== 'id')),
      email: 'nobody@receiver.example',
      offeredAt: 0,
      startsAt: 0,
      expiresAt: 0,
    });
    await shared.acceptPost(admin('receiver'), known.id);
    const grants = async () =>
      (await world.database.run(admin('receiver'), (transaction) =>
        transaction.first<{ further: TenantContext['grants'] }>(
          sql`SELECT tenancy.further_grants_of(${`person:${personId}`}, 'member', '{}', 'S') AS further`,
        ),
      ))!.further;
    const further = await grants();
    expect(further).toEqual([{ tenant: 'owner', groups: ['everyone'], label: 'S', manage: false, share: known.id }]);
    const seconded = tenantContext({
      tenant: 'receiver',
      principal: `person:${personId}`,
      role: 'member',
      groups: [],
      label: 'S',
      further,
    });
    expect(await texts(seconded)).toEqual(expect.arrayContaining([pump, another]));
    await shared.endPost(admin('receiver'), known.id);
    expect(await grants()).toEqual([]);
  });
});
