import { groupSchema, largestPage, userSchema } from '@onggi/identity';

/** What this server can do, for clients that ask (RFC 7643, 5 to 7). */

interface Attribute {
  name: string;
  type?: 'boolean' | 'complex' | 'reference';
  multiple?: boolean;
  required?: boolean;
  exact?: boolean;
  mutability?: 'readOnly' | 'immutable';
  unique?: boolean;
  parts?: Attribute[];
}

const userParts: Attribute[] = [
  { name: 'userName', required: true, unique: true },
  { name: 'name', type: 'complex', parts: [{ name: 'formatted' }, { name: 'familyName' }, { name: 'givenName' }] },
  { name: 'displayName' },
  { name: 'title' },
  { name: 'active', type: 'boolean' },
  {
    name: 'emails',
    type: 'complex',
    multiple: true,
    parts: [{ name: 'value' }, { name: 'display' }, { name: 'type' }, { name: 'primary', type: 'boolean' }],
  },
  {
    name: 'groups',
    type: 'complex',
    multiple: true,
    mutability: 'readOnly',
    parts: [
      { name: 'value', mutability: 'readOnly' },
      { name: '$ref', type: 'reference', mutability: 'readOnly' },
      { name: 'display', mutability: 'readOnly' },
    ],
  },
];

const groupParts: Attribute[] = [
  { name: 'displayName', required: true, unique: true },
  {
    name: 'members',
    type: 'complex',
    multiple: true,
    parts: [
      { name: 'value', mutability: 'immutable', exact: true },
      { name: '$ref', type: 'reference', mutability: 'immutable' },
      { name: 'type', mutability: 'immutable' },
      { name: 'display', mutability: 'readOnly' },
    ],
  },
];

function described(attribute: Attribute): object {
  const { name, type, multiple, required, exact, mutability, unique, parts } = attribute;
  return {
    name,
    type: type ?? 'string',
    multiValued: multiple ?? false,
    required: required ?? false,
    caseExact: exact ?? false,
    mutability: mutability ?? 'readWrite',
    returned: 'default',
    uniqueness: unique ? 'server' : 'none',
    ...(parts ? { subAttributes: parts.map(described) } : {}),
  };
}

export function serviceProviderConfig(base: string): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: largestPage },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'API key',
        description: 'An API key of the tenant with the scope scim, as a bearer token.',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

export function resourceTypes(base: string): Record<string, object> {
  const of = (name: string, schema: string) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint: `/${name}s`,
    schema,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  });
  return { User: of('User', userSchema), Group: of('Group', groupSchema) };
}

export function schemas(base: string): Record<string, object> {
  const of = (id: string, name: string, attributes: Attribute[]) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    attributes: attributes.map(described),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  });
  return { [userSchema]: of(userSchema, 'User', userParts), [groupSchema]: of(groupSchema, 'Group', groupParts) };
}
