import { assignableRoles, roleNamed, scopes, type AssignableRole, type Scope } from '@onggi/identity';
import type { Label } from '@onggi/tenancy';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { Names } from '../openapi/names.js';

/** A key as it is asked for. What is left out is narrowed by nothing but its maker. */
export class CreateKeyRequest {
  @IsString()
  @Length(1, 100)
  name!: string;

  /** `service`: the least role that its scopes need, which must be given. */
  @Transform(({ value }) => roleNamed(value))
  @IsIn([...assignableRoles, 'service'])
  role!: AssignableRole | 'service';

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Names('groups/:group')
  groups?: string[];

  @IsOptional()
  @IsIn(['O', 'S', 'C'])
  label?: Label;

  /** What it may be used for; by default whatever its role may. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(scopes, { each: true })
  scopes?: Scope[];

  /** CIDR blocks that it may come from; by default everywhere. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  addresses?: string[];

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10 * 365 * 24 * 3600)
  expiresInSeconds?: number;
}

export class RotateKeyRequest {
  /** How long the former secret works beside the new one; by default a day. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(30 * 24 * 3600)
  graceSeconds?: number;
}
