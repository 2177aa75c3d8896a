import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ExpertService, type Expert } from '@onggi/answering';
import type { TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsObject, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { CallerContext } from '../http/access.js';
import { LocalizedTextInput } from '../http/localized-text.input.js';
import { Names } from '../openapi/names.js';

class ExampleInput {
  @IsIn(['ko', 'en'])
  lang!: 'ko' | 'en';

  @IsString()
  @Length(1, 500)
  text!: string;
}

class SynonymsInput {
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  ko?: string[];

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  en?: string[];
}

class GlossaryEntryInput {
  @IsString()
  @Length(1, 200)
  ko!: string;

  @IsString()
  @Length(1, 200)
  en!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => SynonymsInput)
  synonyms?: SynonymsInput;

  @IsOptional()
  @IsString()
  @Length(1, 50)
  abbreviation?: string;

  @IsOptional()
  @IsObject()
  definition?: { ko?: string; en?: string };
}

class SaveExpertRequest {
  @ValidateNested()
  @Type(() => LocalizedTextInput)
  name!: LocalizedTextInput;

  @IsOptional()
  @ValidateNested()
  @Type(() => LocalizedTextInput)
  description?: LocalizedTextInput;

  @IsOptional()
  @ValidateNested()
  @Type(() => LocalizedTextInput)
  persona?: LocalizedTextInput;

  @IsArray()
  @IsString({ each: true })
  @Names('corpora/:corpus')
  corpora!: string[];

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ExampleInput)
  examples?: ExampleInput[];

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => GlossaryEntryInput)
  glossary?: GlossaryEntryInput[];
}

@Controller('api/v1/experts')
export class ExpertsController {
  constructor(private readonly experts: ExpertService) {}

  @Get()
  async list(@CallerContext() context: TenantContext): Promise<{ experts: Expert[] }> {
    return { experts: await this.experts.list(context) };
  }

  /** Makes the expert, or replaces what is set up of it. */
  @Put(':expert')
  save(
    @CallerContext() context: TenantContext,
    @Param('expert') key: string,
    @Body() body: SaveExpertRequest,
  ): Promise<Expert> {
    return this.experts.save(context, { key, ...body });
  }

  /** Removes the expert and its glossary. Conversations with it stay. */
  @Delete(':expert')
  @HttpCode(204)
  async remove(@CallerContext() context: TenantContext, @Param('expert') key: string): Promise<void> {
    await this.experts.remove(context, key);
  }
}
