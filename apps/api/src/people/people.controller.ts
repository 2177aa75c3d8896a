import { Body, Controller, Get, HttpCode, Put } from '@nestjs/common';
import { PeopleService, type Group } from '@onggi/identity';
import type { Label, TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsEmail, IsIn, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { CallerContext } from '../http/access.js';
import { LocalizedTextInput } from '../http/localized-text.input.js';

class GroupInput {
  @IsString()
  @Length(1, 63)
  key!: string;

  @ValidateNested()
  @Type(() => LocalizedTextInput)
  name!: LocalizedTextInput;
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

  @IsIn(['member', 'curator', 'admin', 'auditor'])
  role!: 'member' | 'curator' | 'admin' | 'auditor';

  @IsArray()
  @IsString({ each: true })
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
  constructor(private readonly people: PeopleService) {}

  @Get('groups')
  async groups(@CallerContext() context: TenantContext): Promise<{ groups: Group[] }> {
    return { groups: await this.people.groups(context) };
  }

  /** Makes or updates groups and people by key and e-mail; removes none. */
  @Put('people')
  @HttpCode(204)
  async save(@CallerContext() context: TenantContext, @Body() body: SavePeopleRequest): Promise<void> {
    await this.people.save(context, body.groups, body.people);
  }
}
