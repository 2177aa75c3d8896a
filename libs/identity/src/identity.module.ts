import { Module, type DynamicModule } from '@nestjs/common';
import { TenantDb, TenantDirectory } from '@onggi/tenancy';
import { AuditService } from './audit/audit.service.js';
import { BreakGlassService } from './break-glass/break-glass.service.js';
import { BackchannelLogout } from './federation/backchannel-logout.service.js';
import { FederatedSignIn } from './federation/federated-sign-in.service.js';
import { FEDERATION_SETTINGS, type FederationSettings } from './federation/federation-settings.js';
import { IdentityProviders } from './federation/identity-providers.service.js';
import { ProviderConnections } from './federation/provider-connections.js';
import { ScimGroups } from './federation/scim/scim-groups.service.js';
import { ScimUsers } from './federation/scim/scim-users.service.js';
import { AuthenticationService } from './credentials/authentication.service.js';
import { KeysService } from './credentials/keys.service.js';
import { LastUse } from './credentials/last-use.js';
import { RightsWatch } from './credentials/rights-watch.js';
import { PasswordsService } from './passwords/passwords.service.js';
import { PeopleService } from './people/people.service.js';
import { SuspensionService } from './people/suspension.service.js';
import { SharedAccessService } from './shared-access/shared-access.service.js';
import { SessionsService } from './sessions/sessions.service.js';
import { TenantsService } from './tenants.service.js';

/** Needs TenantDb, TenantDirectory and AuditTrail from the application's global providers. */
@Module({})
export class IdentityModule {
  /** @param machineKeyHash SHA-256 of the installation's own key */
  static register(machineKeyHash: Buffer, federation: FederationSettings): DynamicModule {
    const services = [
      AuditService,
      BreakGlassService,
      KeysService,
      PasswordsService,
      PeopleService,
      SessionsService,
      SharedAccessService,
      SuspensionService,
      TenantsService,
      IdentityProviders,
      FederatedSignIn,
      BackchannelLogout,
      ScimUsers,
      ScimGroups,
    ];
    return {
      module: IdentityModule,
      // One watch a process: whoever streams or answers there asks for it.
      global: true,
      providers: [
        LastUse,
        {
          provide: AuthenticationService,
          useFactory: (directory: TenantDirectory, lastUse: LastUse) =>
            new AuthenticationService(directory, machineKeyHash, lastUse),
          inject: [TenantDirectory, LastUse],
        },
        { provide: RightsWatch, useFactory: (database: TenantDb) => new RightsWatch(database), inject: [TenantDb] },
        { provide: FEDERATION_SETTINGS, useValue: federation },
        ProviderConnections,
        ...services,
      ],
      exports: [AuthenticationService, RightsWatch, ...services],
    };
  }
}
