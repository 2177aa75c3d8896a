import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { QuestionOrigin, QuestionState } from '@onggi/quality';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { LocalizedTextInput } from '../http/localized-text.input.js';
import { Names } from '../openapi/names.js';

const states = ['draft', 'approved', 'rejected'] as const;
const origins = ['curated', 'imported', 'feedback', 'proposed'] as const;

export class SaveSetBody {
  @IsString()
  @Length(1, 63)
  @Names('set key')
  key!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => LocalizedTextInput)
  name?: LocalizedTextInput;
}

export class JudgementInput {
  @ApiPropertyOptional({ description: 'id, external id or path' })
  @IsString()
  @Length(1, 2_000)
  @Names('documents/:document')
  document!: string;

  @ApiPropertyOptional({ description: 'above 0 is relevant', default: 1 })
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(-1_000)
  @Max(1_000)
  grade?: number;
}

/** What a question and a change of one have in common. */
class QuestionFields {
  @IsOptional()
  @IsIn(['ko', 'en'])
  lang?: 'ko' | 'en';

  @ApiPropertyOptional({ description: 'texts of which a right answer holds at least one' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Length(1, 2_000, { each: true })
  answers?: string[];

  @IsOptional()
  @IsBoolean()
  unanswerable?: boolean;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => JudgementInput)
  relevant?: JudgementInput[];
}

export class QuestionInput extends QuestionFields {
  @ApiPropertyOptional({ description: 'the same id again replaces the question' })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  externalId?: string;

  @IsString()
  @Length(1, 4_000)
  text!: string;
}

export class AddQuestionsBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => QuestionInput)
  questions!: QuestionInput[];

  @ApiPropertyOptional({ default: 'curated' })
  @IsOptional()
  @IsIn(['curated', 'imported'])
  origin?: 'curated' | 'imported';

  @ApiPropertyOptional({ description: 'key or id of the corpus in which documents are looked for by name' })
  @IsOptional()
  @IsString()
  @Names('corpora/:corpus')
  corpus?: string;
}

export class ChangeQuestionBody extends QuestionFields {
  @IsOptional()
  @IsString()
  @Length(1, 4_000)
  text?: string;

  @IsOptional()
  @IsIn(states)
  state?: QuestionState;
}

export class QuestionsQuery {
  @ApiPropertyOptional({ enum: states })
  @IsOptional()
  @IsIn(states)
  state?: QuestionState;

  @ApiPropertyOptional({ enum: origins })
  @IsOptional()
  @IsIn(origins)
  origin?: QuestionOrigin;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @IsString()
  after?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 500, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  first?: number;
}

export class ProposeBody {
  @ApiPropertyOptional({ description: 'one call of the chat model each' })
  @IsInt()
  @Min(1)
  @Max(200)
  passages!: number;
}

export class StartRunBody {
  @ApiPropertyOptional({ description: 'key or id' })
  @IsString()
  @Length(1, 63)
  @Names('evaluation-sets/:set')
  set!: string;

  @ApiPropertyOptional({ description: 'default: what is approved now' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  version?: number;

  @ApiPropertyOptional({ description: 'true: answers too, not only search', default: false })
  @IsOptional()
  @IsBoolean()
  answers?: boolean;

  @ApiPropertyOptional({ description: 'key of the expert to ask' })
  @IsOptional()
  @IsString()
  @Names('experts/:expert')
  expert?: string;

  @ApiPropertyOptional({ description: 'embedding set to search in instead of the active one; search only' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(32_767)
  @Names('embedding-sets/:set')
  embeddingSet?: number;
}

export class RunsQuery {
  @ApiPropertyOptional({ description: 'key or id' })
  @IsOptional()
  @IsString()
  set?: string;
}

export class ComparisonQuery {
  @ApiProperty({ description: 'id of the other run' })
  @IsString()
  with!: string;
}
