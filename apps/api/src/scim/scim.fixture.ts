import { newId } from '@onggi/platform';
import { FederationWorld } from '../federation/federation.fixture.js';

export interface Resource {
  id: string;
  [name: string]: unknown;
}

/** The provisioning clients of the tenants of a world. */
export class ScimWorld {
  private constructor(readonly world: FederationWorld) {}

  static async create(): Promise<ScimWorld> {
    return new ScimWorld(await FederationWorld.create());
  }

  /** Asks as the provisioning client of a tenant. */
  async scim(tenant: string, method: string, path: string, body?: object) {
    const reply = await this.world.admin(tenant, method, `/scim/v2/${path}`, body);
    return { status: reply.status, body: (reply.body === '' ? {} : JSON.parse(reply.body)) as Resource };
  }

  async user(tenant: string, over: Record<string, unknown> = {}): Promise<Resource> {
    const name = newId();
    return this.made(tenant, 'Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: `${name}@acme.test`,
      externalId: name,
      displayName: '김지우',
      active: true,
      ...over,
    });
  }

  async group(tenant: string, over: Record<string, unknown> = {}): Promise<Resource> {
    return this.made(tenant, 'Groups', { displayName: `Group ${newId()}`, ...over });
  }

  /** Changes a user or group of alpha. */
  patch(path: string, ...operations: object[]) {
    return this.scim('alpha', 'PATCH', path, patchOf(...operations));
  }

  private async made(tenant: string, path: string, resource: object): Promise<Resource> {
    const { status, body } = await this.scim(tenant, 'POST', path, resource);
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  }
}

export function patchOf(...Operations: object[]): object {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
}
