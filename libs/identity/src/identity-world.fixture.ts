import {
  ContextKeys,
  createPool,
  provisionTenant,
  TenantDb,
  TenantDirectory,
  TenantPrisma,
  type TenantContext,
} from '@onggi/tenancy';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { sha256 } from './credentials/api-key.js';
import { AuthenticationService, type Caller } from './credentials/authentication.service.js';
import { KeysService, platformContext, type KeyRequest } from './credentials/keys.service.js';
import { LastUse } from './credentials/last-use.js';
import { RightsWatch } from './credentials/rights-watch.js';
import { PasswordsService } from './passwords/passwords.service.js';
import { PeopleService, type PersonRequest } from './people/people.service.js';
import { SuspensionService } from './people/suspension.service.js';
import { SessionsService } from './sessions/sessions.service.js';

/** A database with two tenants, alpha and beta, and all that this library does. */
export class IdentityWorld {
  readonly pool: ReturnType<typeof createPool>;
  readonly admin: ReturnType<typeof createPool>;
  readonly database: TenantDb;
  readonly directory: TenantDirectory;
  readonly keys: KeysService;
  readonly sessions: SessionsService;
  readonly people: PeopleService;
  readonly passwords: PasswordsService;
  readonly suspension: SuspensionService;
  readonly lastUse: LastUse;
  readonly authentication: AuthenticationService;
  /** Looks when a test says so. */
  readonly rights: RightsWatch;

  private constructor(readonly server: TestDatabase) {
    this.pool = createPool({ url: server.urlFor('onggi_app'), max: 6, applicationName: 'spec-app' });
    this.admin = createPool({ url: server.adminUrl, max: 2, applicationName: 'spec-admin' });
    const contextKeys = ContextKeys.of({ ONGGI_HOME: server.home });
    this.database = new TenantDb(this.pool, contextKeys);
    this.directory = new TenantDirectory(this.pool);
    this.keys = new KeysService(this.database);
    this.sessions = new SessionsService(this.database);
    this.people = new PeopleService(this.database, new TenantPrisma(this.pool, contextKeys));
    this.passwords = new PasswordsService(this.database);
    this.suspension = new SuspensionService(this.database);
    this.lastUse = new LastUse(this.database);
    this.authentication = new AuthenticationService(this.directory, sha256('machine-secret'), this.lastUse);
    this.rights = new RightsWatch(this.database, 2 ** 31 - 1);
  }

  static async create(): Promise<IdentityWorld> {
    const world = new IdentityWorld(await createTestDatabase());
    const url = world.server.urlFor('onggi_provisioner');
    const provisioner = createPool({ url, max: 1, applicationName: 'spec-provisioner' });
    for (const tenant of ['alpha', 'beta']) {
      await world.admin.query('INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)', [tenant]);
      await provisionTenant(provisioner, tenant, {
        model: 'multilingual-e5-small',
        variant: 'q4',
        dimensions: 384,
        centringVersion: '1',
      });
    }
    await provisioner.end();
    return world;
  }

  /** Saves a person. @returns their id */
  async person(tenant: string, email: string, over: Partial<PersonRequest> = {}): Promise<string> {
    const request: PersonRequest = {
      email,
      name: { ko: '김지우', en: 'Jiwoo Kim' },
      title: { ko: '', en: '' },
      role: 'member',
      groups: [],
      demo: true,
      ...over,
    };
    await this.people.save(platformContext(tenant), [], [request]);
    const { rows } = await this.admin.query('SELECT person_id FROM onggi.person WHERE tenant_id = $1 AND email = $2', [
      tenant,
      email,
    ]);
    return rows[0].person_id;
  }

  /** A signed-in person. */
  async signedIn(tenant: string, email: string): Promise<{ token: string; caller: Caller & { kind: 'person' } }> {
    const { token } = await this.sessions.startForDemoAccount(platformContext(tenant), email);
    const caller = await this.authentication.bySession(token);
    if (caller.kind !== 'person') throw new Error('not a person');
    return { token, caller };
  }

  /** A key made by the installation. */
  async key(tenant: string, over: Partial<KeyRequest> = {}, by: TenantContext = platformContext(tenant)) {
    return this.keys.create(by, { name: 'spec', role: 'member', groups: [], ...over });
  }

  async contextOf(key: string, address?: string): Promise<TenantContext> {
    const caller = await this.authentication.byBearer(key, address);
    if (caller.kind === 'machine') throw new Error('the machine has no context');
    return caller.context;
  }

  async close(): Promise<void> {
    await this.lastUse.settled();
    await Promise.all([this.pool.end(), this.admin.end()]);
    await this.server.drop();
  }
}
