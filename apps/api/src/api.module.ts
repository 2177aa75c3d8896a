import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { IdentityModule } from '@onggi/identity';
import type { ApiConfiguration } from './configuration.js';
import { FoundationModule } from './foundation.module.js';
import { HealthController } from './health/health.controller.js';
import { AccessGuard } from './http/access.guard.js';
import { ErrorFilter } from './http/error.filter.js';
import { PeopleController } from './people/people.controller.js';
import { PlatformController } from './platform/platform.controller.js';
import { MeService } from './session/me.service.js';
import { SessionController } from './session/session.controller.js';
import { WebController } from './web/web.controller.js';

@Module({})
export class ApiModule {
  /** @param machineKeyHash SHA-256 of the installation's own key */
  static register(configuration: ApiConfiguration, machineKeyHash: Buffer): DynamicModule {
    return {
      module: ApiModule,
      imports: [FoundationModule.register(configuration), IdentityModule.register(machineKeyHash)],
      controllers: [HealthController, SessionController, PlatformController, PeopleController, WebController],
      providers: [
        MeService,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
