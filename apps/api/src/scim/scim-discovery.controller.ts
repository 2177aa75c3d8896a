import { Controller, Get, Inject, Param } from '@nestjs/common';
import { listOf, type ScimList } from '@onggi/identity';
import { NotFoundError } from '@onggi/platform';
import type { ApiConfiguration } from '../configuration.js';
import { API_CONFIGURATION } from '../tokens.js';
import { resourceTypes, schemas, serviceProviderConfig } from './scim-discovery.js';
import { ScimReply } from './scim.decorators.js';

@Controller('scim/v2')
export class ScimDiscoveryController {
  private readonly base: string;

  constructor(@Inject(API_CONFIGURATION) configuration: ApiConfiguration) {
    this.base = `${configuration.ONGGI_PUBLIC_URL}/scim/v2`;
  }

  @Get('ServiceProviderConfig')
  @ScimReply()
  serviceProviderConfig(): object {
    return serviceProviderConfig(this.base);
  }

  @Get('ResourceTypes')
  @ScimReply()
  resourceTypes(): ScimList<object> {
    return all(resourceTypes(this.base));
  }

  @Get('ResourceTypes/:type')
  @ScimReply()
  resourceType(@Param('type') type: string): object {
    return one(resourceTypes(this.base), type);
  }

  @Get('Schemas')
  @ScimReply()
  schemas(): ScimList<object> {
    return all(schemas(this.base));
  }

  @Get('Schemas/:schema')
  @ScimReply()
  schema(@Param('schema') schema: string): object {
    return one(schemas(this.base), schema);
  }
}

function all(of: Record<string, object>): ScimList<object> {
  const resources = Object.values(of);
  return listOf(resources.length, 1, resources);
}

function one(of: Record<string, object>, name: string): object {
  if (!Object.hasOwn(of, name)) throw new NotFoundError();
  return of[name] as object;
}
