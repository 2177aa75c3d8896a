import { Module, type DynamicModule } from '@nestjs/common';
import { TenantDirectory } from '@onggi/tenancy';
import { AuthenticationService } from './credentials/authentication.service.js';
import { KeysService } from './credentials/keys.service.js';
import { PeopleService } from './people/people.service.js';
import { SessionsService } from './sessions/sessions.service.js';
import { TenantsService } from './tenants.service.js';

/** Needs TenantDb and TenantDirectory from the application's global providers. */
@Module({})
export class IdentityModule {
  /** @param machineKeyHash SHA-256 of the installation's own key */
  static register(machineKeyHash: Buffer): DynamicModule {
    const services = [KeysService, PeopleService, SessionsService, TenantsService];
    return {
      module: IdentityModule,
      providers: [
        {
          provide: AuthenticationService,
          useFactory: (directory: TenantDirectory) => new AuthenticationService(directory, machineKeyHash),
          inject: [TenantDirectory],
        },
        ...services,
      ],
      exports: [AuthenticationService, ...services],
    };
  }
}
