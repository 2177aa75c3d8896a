import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { FiltersInput } from '../search/filters-input.js';
import { LocalizedText } from './corpus.types.js';
import { GraphQLJSONObject } from './json.scalar.js';

@InputType()
export class AskInput {
  @Field()
  @IsString()
  question!: string;

  @Field({ nullable: true, description: 'Key of the expert who answers; its corpora narrow the search.' })
  @IsOptional()
  @IsString()
  expert?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Keys or ids of corpora to search; default: all that the caller may read.',
  })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  corpora?: string[];

  @Field(() => ID, { nullable: true })
  @IsOptional()
  @IsString()
  conversationId?: string;

  @Field({ nullable: true, description: 'ko or en; default: the language of the question.' })
  @IsOptional()
  @IsIn(['ko', 'en'])
  language?: 'ko' | 'en';

  @Field(() => FiltersInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => FiltersInput)
  filters?: FiltersInput;
}

@ObjectType({ description: 'Where in a document: a page, sheet, section or time.' })
export class Locator {
  @Field()
  kind!: string;

  @Field(() => Int, { nullable: true })
  page?: number;

  @Field({ nullable: true })
  heading?: string;
}

@ObjectType({ description: 'The tenant whose document it is.' })
export class SharedBy {
  @Field(() => ID)
  tenant!: string;

  @Field(() => LocalizedText)
  name!: LocalizedText;
}

@ObjectType()
export class Citation {
  @Field(() => ID)
  documentId!: string;

  @Field(() => ID)
  versionId!: string;

  @Field()
  path!: string;

  @Field()
  title!: string;

  @Field(() => Locator)
  locator!: Locator;

  @Field(() => Int, { nullable: true })
  page!: number | null;

  @Field()
  heading!: string;

  @Field(() => SharedBy, { nullable: true, description: 'Null for the reader’s own tenant.' })
  sharedBy?: SharedBy;

  @Field({ description: 'The cited words, from `start` to `end`.' })
  quote!: string;

  @Field(() => Int, { description: "UTF-16 offset into the version's text." })
  start!: number;

  @Field(() => Int)
  end!: number;
}

@ObjectType()
export class AnswerSentence {
  @Field()
  text!: string;

  @Field({ description: 'supported, quoted or withheld' })
  verdict!: string;

  @Field(() => [Citation])
  citations!: Citation[];
}

@ObjectType({ description: 'Where nearly the same text stands as well.' })
export class DuplicatePassage {
  @Field(() => ID)
  documentId!: string;

  @Field(() => ID)
  versionId!: string;

  @Field(() => ID)
  chunkId!: string;

  @Field()
  path!: string;

  @Field()
  title!: string;

  @Field(() => Int, { nullable: true })
  page!: number | null;

  @Field(() => Int)
  start!: number;

  @Field(() => Int)
  end!: number;

  @Field(() => SharedBy, { nullable: true })
  sharedBy?: SharedBy;
}

@ObjectType()
export class Passage {
  @Field(() => ID)
  documentId!: string;

  @Field(() => ID)
  versionId!: string;

  @Field(() => ID)
  chunkId!: string;

  @Field()
  path!: string;

  @Field()
  title!: string;

  @Field(() => Int, { nullable: true })
  page!: number | null;

  @Field()
  heading!: string;

  @Field()
  lang!: string;

  @Field()
  text!: string;

  @Field(() => Int)
  start!: number;

  @Field(() => Int)
  end!: number;

  @Field(() => Float)
  score!: number;

  @Field(() => SharedBy, { nullable: true, description: 'Null for the reader’s own tenant.' })
  sharedBy?: SharedBy;

  @Field(() => [DuplicatePassage], { nullable: true })
  alsoIn?: DuplicatePassage[];
}

@ObjectType()
export class SearchResult {
  @Field(() => [Passage])
  passages!: Passage[];

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'What the question said about its documents: periods, kinds, corpora, newest.',
  })
  understood?: object;
}

@ObjectType()
export class Answer {
  @Field(() => ID)
  id!: string;

  @Field({ description: 'RUNNING, GENERATED, EXTRACTIVE, ABSTAINED, FAILED or CANCELLED' })
  status!: string;

  @Field()
  language!: string;

  @Field()
  question!: string;

  @Field(() => ID)
  conversationId!: string;

  @Field()
  text!: string;

  @Field(() => [AnswerSentence])
  sentences!: AnswerSentence[];

  @Field(() => [Passage])
  passages!: Passage[];

  @Field(() => GraphQLJSONObject)
  searched!: object;

  @Field(() => Int)
  dropped!: number;

  @Field(() => String, { nullable: true })
  model!: string | null;

  @Field(() => GraphQLJSONObject)
  usage!: object;

  @Field(() => GraphQLJSONObject)
  timings!: object;

  @Field(() => GraphQLJSONObject, { nullable: true })
  error!: object | null;
}

@ObjectType({
  description: 'One numbered event of an answer in progress; ask again with `after` to go on where you were.',
})
export class AnswerEvent {
  @Field(() => Int)
  id!: number;

  @Field()
  event!: string;

  @Field(() => GraphQLJSONObject)
  data!: object;
}
