import type { Label } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDate, IsEmail, IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { Names } from '../openapi/names.js';

class OfferRequest {
  /** The tenant that it is offered to. */
  @IsString()
  @Length(1, 39)
  @Names('receiver')
  receiver!: string;

  @IsString()
  @Length(1, 1000)
  purpose!: string;

  /** Own groups whose documents it opens; by default everyone's alone. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Names('groups/:group')
  opens?: string[];

  /** The highest label that it opens; by default O. */
  @IsOptional()
  @IsIn(['O', 'S', 'C'])
  label?: Label;

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  startsAt?: Date;
}

export class OfferCorpusRequest extends OfferRequest {
  /** Key or id of an own corpus. */
  @IsString()
  @Length(1, 200)
  @Names('corpora/:corpus')
  corpus!: string;

  @Type(() => Date)
  @IsDate()
  expiresAt!: Date;
}

export class OfferPostRequest extends OfferRequest {
  @IsIn(['post', 'secondment'])
  kind!: 'post' | 'secondment';

  @IsEmail()
  email!: string;

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  expiresAt?: Date;
}

export class AcceptCorpusRequest {
  /** Own groups that get it; by default everyone. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Names('groups/:group')
  groups?: string[];
}

export class AcceptPostRequest {
  /** Where the e-mail is not that of exactly one person. */
  @IsOptional()
  @IsUUID()
  @Names('people/:person')
  personId?: string;
}
