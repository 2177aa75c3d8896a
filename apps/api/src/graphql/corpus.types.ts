import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'A text in both languages.' })
export class LocalizedText {
  @Field()
  ko!: string;

  @Field()
  en!: string;
}

@ObjectType({ description: 'By what another tenant opens a corpus to the caller.' })
export class CorpusOpening {
  @Field(() => ID)
  tenant!: string;

  @Field(() => LocalizedText)
  name!: LocalizedText;

  @Field(() => String, { description: 'corpus, post or secondment.' })
  kind!: 'corpus' | 'post' | 'secondment';

  @Field()
  purpose!: string;

  @Field(() => String, { nullable: true, description: 'Null: until it is ended.' })
  expiresAt!: string | null;
}

@ObjectType()
export class Corpus {
  @Field(() => ID)
  id!: string;

  @Field({ description: 'Of a corpus that another tenant opens: its id.' })
  key!: string;

  @Field(() => LocalizedText)
  name!: LocalizedText;

  @Field(() => Int)
  documents!: number;

  @Field(() => String, { nullable: true, description: 'Date of the newest document.' })
  newest!: string | null;

  @Field(() => CorpusOpening, { nullable: true, description: 'Null for the tenant’s own.' })
  sharedBy!: CorpusOpening | null;

  @Field()
  readOnly!: boolean;
}

@ObjectType({ description: 'Why a file was not published, and what to do.' })
export class Reason {
  @Field()
  code!: string;

  @Field()
  message!: string;

  @Field()
  remedy!: string;
}

@ObjectType()
export class Access {
  @Field(() => [String])
  groups!: string[];

  @Field()
  label!: string;
}

@ObjectType()
export class Document {
  @Field(() => ID)
  id!: string;

  @Field()
  path!: string;

  @Field()
  title!: string;

  @Field()
  source!: string;

  @Field(() => String, { nullable: true })
  lang!: string | null;

  @Field()
  status!: string;

  @Field(() => Reason, { nullable: true })
  reason!: Reason | null;

  @Field(() => ID)
  versionId!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => Int, { nullable: true })
  pages!: number | null;

  @Field(() => Access)
  access!: Access;

  @Field()
  mediaType!: string;

  @Field(() => Float)
  byteSize!: number;

  @Field()
  updatedAt!: string;

  @Field(() => String, { nullable: true })
  effectiveFrom!: string | null;
}

@ObjectType()
export class DocumentPage {
  @Field(() => [Document])
  documents!: Document[];

  @Field(() => Int)
  total!: number;

  @Field(() => String, { nullable: true, description: 'Pass as `after` for the next page.' })
  next!: string | null;
}

@ObjectType()
export class JobDocument {
  @Field()
  path!: string;

  @Field(() => ID, { nullable: true })
  documentId!: string | null;

  @Field()
  status!: string;

  @Field(() => Reason, { nullable: true })
  reason!: Reason | null;
}

@ObjectType()
export class Job {
  @Field(() => ID)
  id!: string;

  @Field()
  status!: string;

  @Field(() => Int)
  total!: number;

  @Field(() => Int)
  published!: number;

  @Field(() => Int)
  unchanged!: number;

  @Field(() => Int)
  rejected!: number;

  @Field(() => Int)
  quarantined!: number;

  @Field(() => Int)
  waiting!: number;

  @Field(() => Int)
  processing!: number;

  @Field(() => Float, { nullable: true })
  ratePerSecond!: number | null;

  @Field(() => Float, { nullable: true })
  secondsLeft!: number | null;

  @Field(() => [JobDocument])
  documents!: JobDocument[];
}

@ObjectType()
export class Group {
  @Field()
  key!: string;

  @Field(() => LocalizedText)
  name!: LocalizedText;
}

@ObjectType()
export class Tenant {
  @Field(() => ID)
  id!: string;

  @Field(() => LocalizedText)
  name!: LocalizedText;
}

@ObjectType()
export class Person {
  @Field(() => ID)
  id!: string;

  @Field()
  email!: string;

  @Field(() => LocalizedText)
  name!: LocalizedText;

  @Field(() => LocalizedText)
  title!: LocalizedText;
}

@ObjectType()
export class Me {
  @Field(() => Tenant)
  tenant!: Tenant;

  @Field(() => Person, { nullable: true })
  person!: Person | null;

  @Field()
  role!: string;

  @Field(() => [Group])
  groups!: Group[];
}
