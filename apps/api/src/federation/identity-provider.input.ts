import { defaultSettings, type ProviderRequest, type ProviderSettings } from '@onggi/identity';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { LocalizedTextInput } from '../http/localized-text.input.js';

const roles = ['member', 'curator', 'admin', 'auditor'] as const;
const labels = ['O', 'S', 'C'] as const;
const mostMappings = 1000;

/** An object whose values are among these, or, without a list, keys of groups. */
function IsMapping(of?: readonly string[]): PropertyDecorator {
  const isTarget = (value: unknown) => typeof value === 'string' && (of?.includes(value) ?? value.length <= 63);
  return ValidateBy({
    name: 'isMapping',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.keys(value).length <= mostMappings &&
        Object.values(value).every(isTarget),
      defaultMessage: () =>
        `$property must be an object from values of the claim to ${of?.join(', ') ?? 'keys of groups'}`,
    },
  });
}

class ClaimNamesInput {
  @IsOptional()
  @Length(1, 200)
  email?: string;

  @IsOptional()
  @Length(1, 200)
  name?: string;

  @IsOptional()
  @Length(1, 200)
  userName?: string;

  @IsOptional()
  @Length(1, 200)
  role?: string | null;

  @IsOptional()
  @Length(1, 200)
  groups?: string | null;

  @IsOptional()
  @Length(1, 200)
  label?: string | null;
}

/** What is left out is as a new provider has it, except the client secret: that stays. */
export class IdentityProviderInput {
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @Length(1, 500)
  issuer!: string;

  @IsString()
  @Length(1, 500)
  clientId!: string;

  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @Length(1, 2000)
  clientSecret?: string | null;

  @IsOptional()
  @IsIn(['active', 'disabled'])
  status?: 'active' | 'disabled';

  @IsOptional()
  @ValidateNested()
  @Type(() => LocalizedTextInput)
  name?: LocalizedTextInput;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, { each: true })
  scopes?: string[];

  @IsOptional()
  @IsIn(['client_secret_basic', 'client_secret_post'])
  tokenEndpointAuthMethod?: ProviderSettings['tokenEndpointAuthMethod'];

  @IsOptional()
  @ValidateNested()
  @Type(() => ClaimNamesInput)
  claims?: ClaimNamesInput;

  @IsOptional()
  @IsMapping(roles)
  roles?: ProviderSettings['roles'];

  @IsOptional()
  @IsMapping()
  groups?: ProviderSettings['groups'];

  @IsOptional()
  @IsMapping(labels)
  labels?: ProviderSettings['labels'];

  @IsOptional()
  @IsIn([...roles, null])
  defaultRole?: ProviderSettings['defaultRole'];

  @IsOptional()
  @IsIn(labels)
  defaultLabel?: ProviderSettings['defaultLabel'];

  @IsOptional()
  @IsIn(['external_id', 'user_name', 'none'])
  scimMatch?: ProviderSettings['scimMatch'];
}

export function providerRequest(input: IdentityProviderInput): ProviderRequest {
  const { issuer, clientId, clientSecret, status, name, claims, ...settings } = input;
  const host = new URL(issuer).host;
  return {
    issuer,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    status: status ?? 'active',
    name: name ? { ko: name.ko, en: name.en } : { ko: host, en: host },
    settings: {
      ...defaultSettings,
      ...defined(settings),
      claims: { ...defaultSettings.claims, ...defined(claims ?? {}) },
    },
  };
}

function defined<Given extends object>(given: Given): { [Key in keyof Given]?: Exclude<Given[Key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Given]?: Exclude<Given[Key], undefined>;
  };
}
