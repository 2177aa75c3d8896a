import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { pageOf, ScimGroups, withoutMembers, type ScimGroup, type ScimList } from '@onggi/identity';
import type { TenantContext } from '@onggi/tenancy';
import type { FastifyReply } from 'fastify';
import { CallerContext } from '../http/access.js';
import { ScimBody } from './scim-body.js';
import { ScimReply } from './scim.decorators.js';

@Controller('scim/v2/Groups')
export class ScimGroupsController {
  constructor(private readonly groups: ScimGroups) {}

  @Get()
  @ScimReply()
  list(
    @CallerContext() context: TenantContext,
    @Query('filter') filter?: string,
    @Query('startIndex') startIndex?: string,
    @Query('count') count?: string,
    @Query('excludedAttributes') excluded?: string,
  ): Promise<ScimList<ScimGroup>> {
    return this.groups.list(context, filter, pageOf(startIndex, count), !namesMembers(excluded));
  }

  @Get(':group')
  @ScimReply()
  async get(
    @CallerContext() context: TenantContext,
    @Param('group') group: string,
    @Query('excludedAttributes') excluded?: string,
  ): Promise<Omit<ScimGroup, 'members'>> {
    const found = await this.groups.get(context, group);
    return namesMembers(excluded) ? withoutMembers(found) : found;
  }

  @Post()
  @ScimBody('ScimGroup')
  @ScimReply()
  async create(
    @CallerContext() context: TenantContext,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScimGroup> {
    const group = await this.groups.create(context, body);
    reply.header('location', group.meta.location);
    return group;
  }

  @Put(':group')
  @ScimBody('ScimGroup')
  @ScimReply()
  replace(
    @CallerContext() context: TenantContext,
    @Param('group') group: string,
    @Body() body: unknown,
  ): Promise<ScimGroup> {
    return this.groups.replace(context, group, body);
  }

  @Patch(':group')
  @ScimBody('ScimPatch')
  @ScimReply()
  patch(
    @CallerContext() context: TenantContext,
    @Param('group') group: string,
    @Body() body: unknown,
  ): Promise<ScimGroup> {
    return this.groups.patch(context, group, body);
  }

  @Delete(':group')
  @HttpCode(204)
  async remove(@CallerContext() context: TenantContext, @Param('group') group: string): Promise<void> {
    await this.groups.remove(context, group);
  }
}

function namesMembers(attributes: string | undefined): boolean {
  return (attributes ?? '').split(',').some((name) => name.trim().toLowerCase() === 'members');
}
