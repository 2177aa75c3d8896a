import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { pageOf, ScimUsers, type ScimList, type ScimUser } from '@onggi/identity';
import type { TenantContext } from '@onggi/tenancy';
import type { FastifyReply } from 'fastify';
import { CallerContext } from '../http/access.js';
import { ScimBody } from './scim-body.js';
import { ScimReply } from './scim.decorators.js';

@Controller('scim/v2/Users')
export class ScimUsersController {
  constructor(private readonly users: ScimUsers) {}

  @Get()
  @ScimReply()
  list(
    @CallerContext() context: TenantContext,
    @Query('filter') filter?: string,
    @Query('startIndex') startIndex?: string,
    @Query('count') count?: string,
  ): Promise<ScimList<ScimUser>> {
    return this.users.list(context, filter, pageOf(startIndex, count));
  }

  @Get(':user')
  @ScimReply()
  get(@CallerContext() context: TenantContext, @Param('user') user: string): Promise<ScimUser> {
    return this.users.get(context, user);
  }

  @Post()
  @ScimBody('ScimUser')
  @ScimReply()
  async create(
    @CallerContext() context: TenantContext,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScimUser> {
    const user = await this.users.create(context, body);
    reply.header('location', user.meta.location);
    return user;
  }

  @Put(':user')
  @ScimBody('ScimUser')
  @ScimReply()
  replace(
    @CallerContext() context: TenantContext,
    @Param('user') user: string,
    @Body() body: unknown,
  ): Promise<ScimUser> {
    return this.users.replace(context, user, body);
  }

  @Patch(':user')
  @ScimBody('ScimPatch')
  @ScimReply()
  patch(
    @CallerContext() context: TenantContext,
    @Param('user') user: string,
    @Body() body: unknown,
  ): Promise<ScimUser> {
    return this.users.patch(context, user, body);
  }

  @Delete(':user')
  @HttpCode(204)
  async remove(@CallerContext() context: TenantContext, @Param('user') user: string): Promise<void> {
    await this.users.remove(context, user);
  }
}
