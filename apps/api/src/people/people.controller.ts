import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import {
  assignableRoles,
  PasswordsService,
  PeopleService,
  roleNamed,
  SuspensionService,
  type AssignableRole,
  type ManagedGroup,
  type ManagedPerson,
} from '@onggi/identity';
import { NotFoundError } from '@onggi/platform';
import type { Label, TenantContext } from '@onggi/tenancy';
import { Transform, Type } from 'class-transformer';
import { IsArray, IsBoolean, IsEmail, IsIn, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import type { ApiConfiguration } from '../configuration.js';
import { CallerContext } from '../http/access.js';
import { LocalizedTextInput } from '../http/localized-text.input.js';
import { API_CONFIGURATION } from '../tokens.js';
import { Names } from '../openapi/names.js';

class GroupInput {
  @IsString()
  @Length(1, 63)
  key!: string;

  @ValidateNested()
  @Type(() => LocalizedTextInput)
  name!: LocalizedTextInput;

  /** Key of the enclosing group; null takes it out of the one that it is in. */
  @IsOptional()
  @IsString()
  @Length(1, 63)
  @Names('groups/:group')
  parent?: string | null;
}

class PersonInput {
  @IsEmail()
  email!: string;

  @ValidateNested()
  @Type(() => LocalizedTextInput)
  name!: LocalizedTextInput;

  @ValidateNested()
  @Type(() => LocalizedTextInput)
  title!: LocalizedTextInput;

  @Transform(({ value }) => roleNamed(value))
  @IsIn(assignableRoles)
  role!: AssignableRole;

  @IsArray()
  @IsString({ each: true })
  @Names('groups/:group')
  groups!: string[];

  @IsOptional()
  @IsIn(['O', 'S', 'C'])
  label?: Label;

  @IsOptional()
  @IsBoolean()
  demo?: boolean;
}

class SavePeopleRequest {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => GroupInput)
  groups!: GroupInput[];

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PersonInput)
  people!: PersonInput[];
}

@Controller('api/v1')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly suspension: SuspensionService,
    private readonly passwords: PasswordsService,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  @Get('groups')
  async groups(@CallerContext() context: TenantContext): Promise<{ groups: ManagedGroup[] }> {
    return { groups: await this.people.groups(context) };
  }

  @Post('groups/:group/suspend')
  @HttpCode(204)
  async suspendGroup(@CallerContext() context: TenantContext, @Param('group') group: string): Promise<void> {
    await this.suspension.suspendGroup(context, group);
  }

  @Post('groups/:group/resume')
  @HttpCode(204)
  async resumeGroup(@CallerContext() context: TenantContext, @Param('group') group: string): Promise<void> {
    await this.suspension.resumeGroup(context, group);
  }

  @Get('people')
  async list(@CallerContext() context: TenantContext): Promise<{ people: ManagedPerson[] }> {
    return { people: await this.people.list(context) };
  }

  @Post('people/:person/suspend')
  @HttpCode(200)
  async suspend(@CallerContext() context: TenantContext, @Param('person') person: string): Promise<ManagedPerson> {
    await this.suspension.suspendPerson(context, person);
    return this.people.managed(context, person);
  }

  @Post('people/:person/resume')
  @HttpCode(200)
  async resume(@CallerContext() context: TenantContext, @Param('person') person: string): Promise<ManagedPerson> {
    await this.suspension.resumePerson(context, person);
    return this.people.managed(context, person);
  }

  /** A password that can be used once, to be handed over; shown this once. Ends the person's sessions. */
  @Post('people/:person/password')
  @HttpCode(200)
  async setPassword(
    @CallerContext() context: TenantContext,
    @Param('person') person: string,
  ): Promise<{ password: string; expiresAt: Date }> {
    if (this.configuration.ONGGI_LOCAL_ACCOUNTS === 'off') throw new NotFoundError();
    return this.passwords.setOneTime(context, person);
  }

  /** Makes or updates groups and people by key and e-mail; removes none. */
  @Put('people')
  @HttpCode(204)
  async save(@CallerContext() context: TenantContext, @Body() body: SavePeopleRequest): Promise<void> {
    await this.people.save(context, body.groups, body.people);
  }
}
