import { Inject, Injectable } from '@nestjs/common';
import { PeopleService, type Caller, type Group } from '@onggi/identity';
import { ForbiddenError, type LocalizedText } from '@onggi/platform';
import { TenantDirectory } from '@onggi/tenancy';
import type { ApiConfiguration } from '../configuration.js';
import { API_CONFIGURATION } from '../tokens.js';

/** The caller as the pages show it. `person` is null for a key. */
export interface Me {
  tenant: { id: string; name: LocalizedText };
  person: { id: string; name: LocalizedText; title: LocalizedText; email: string } | null;
  role: string;
  groups: Group[];
  demo: boolean;
}

@Injectable()
export class MeService {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly people: PeopleService,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  async of(caller: Caller): Promise<Me> {
    if (caller.kind === 'machine') throw new ForbiddenError('member');
    const { context } = caller;
    const tenant = (await this.directory.list()).find((one) => one.id === context.tenant);
    const person = caller.kind === 'person' ? await this.people.byId(context, caller.personId) : null;
    const mine = new Set(context.grants.flatMap((grant) => (grant.tenant === context.tenant ? grant.groups : [])));
    return {
      tenant: { id: context.tenant, name: tenant?.name ?? { ko: context.tenant, en: context.tenant } },
      person: person && { id: person.id, name: person.name, title: person.title, email: person.email },
      role: context.role,
      groups: (await this.people.groups(context)).filter((group) => mine.has(group.key)),
      demo: this.configuration.ONGGI_DEMO === 'on',
    };
  }
}
