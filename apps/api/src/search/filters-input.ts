import { Field, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray, IsOptional, IsString } from 'class-validator';
import { Names } from '../openapi/names.js';

const mostDocuments = 1_000;
const mostTypes = 50;

/** What a search is narrowed to. Values are judged by retrieval, which knows them and says so. */
@InputType({ description: 'What a search is narrowed to; all that is given has to hold.' })
export class FiltersInput {
  @Field({
    nullable: true,
    description: 'First day, such as 2024-03-01: when a version takes effect or was published.',
  })
  @IsOptional()
  @IsString()
  from?: string;

  @Field({ nullable: true, description: 'Last day.' })
  @IsOptional()
  @IsString()
  to?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Kinds of document (manual, regulation, pdf, …) or media types.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostTypes)
  @IsString({ each: true })
  types?: string[];

  @Field(() => [String], { nullable: true, description: 'Ids of documents.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostDocuments)
  @IsString({ each: true })
  @Names('documents/:document')
  documents?: string[];
}
