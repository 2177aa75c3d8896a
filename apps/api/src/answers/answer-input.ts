import { IsArray, IsIn, IsInt, IsOptional, IsString, Length, Min, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { FiltersInput } from '../search/filters-input.js';
import { Names } from '../openapi/names.js';

/** A question as REST takes it. Its length is judged by answering, which knows the limit and says so. */
export class AskBody {
  @IsString()
  question!: string;

  @IsOptional()
  @IsString()
  @Names('experts/:expert')
  expert?: string;

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Names('corpora/:corpus')
  corpora?: string[];

  @IsOptional()
  @IsString()
  @Names('conversations/:conversation')
  conversationId?: string;

  @IsOptional()
  @IsIn(['ko', 'en'])
  language?: 'ko' | 'en';

  @IsOptional()
  @ValidateNested()
  @Type(() => FiltersInput)
  filters?: FiltersInput;
}

export class FeedbackBody {
  @IsIn(['right', 'wrong', 'missing'])
  word!: 'right' | 'wrong' | 'missing';

  @IsOptional()
  @IsString()
  @Length(0, 2000)
  comment?: string;

  /** What a right answer would have said. */
  @IsOptional()
  @IsString()
  @Length(0, 2000)
  expected?: string;
}

export class EventsQuery {
  /** Number of the last event that the reader has. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  after?: number;
}
