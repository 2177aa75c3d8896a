import { z } from 'zod';
import { ScimError } from './scim-errors.js';
import { canonical, type ScimAttributes, type ScimResource } from './scim-patch.js';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** What is kept of a user (RFC 7643, 4.1); everything else that a client sends is left out. */
export const userAttributes: ScimAttributes = {
  username: { name: 'userName' },
  externalid: { name: 'externalId' },
  displayname: { name: 'displayName' },
  title: { name: 'title' },
  active: { name: 'active' },
  name: {
    name: 'name',
    parts: { formatted: 'formatted', familyname: 'familyName', givenname: 'givenName' },
  },
  emails: {
    name: 'emails',
    multiple: true,
    parts: { value: 'value', type: 'type', primary: 'primary', display: 'display' },
  },
};

const longestText = 250;
/** PostgreSQL keeps no NUL in a storedText. */
export const storedText = z
  .string()
  .max(longestText)
  .refine((text) => !text.includes('\0'));
/** Entra ID sends "True" and "False". */
const flag = z.union([
  z.boolean(),
  z
    .string()
    .regex(/^(true|false)$/i)
    .transform((said) => said.toLowerCase() === 'true'),
]);

/** What is checked of a user; `x-names` says in the OpenAPI document what a text names (apps/api/src/openapi/names.ts). */
export const userShape = z.object({
  userName: storedText.trim().min(1).meta({ 'x-names': 'email' }),
  externalId: storedText.min(1).nullish().meta({ 'x-names': 'email' }),
  active: flag.default(true),
  displayName: storedText.nullish(),
  title: storedText.nullish(),
  name: z.object({ formatted: storedText, familyName: storedText, givenName: storedText }).partial().nullish(),
  emails: z
    .array(
      z.object({
        value: storedText.min(1),
        type: storedText.optional(),
        display: storedText.optional(),
        primary: flag.optional(),
      }),
    )
    .max(20)
    .nullish(),
});

/** A user as a client describes it. */
export interface ScimUserInput {
  userName: string;
  externalId: string | null;
  active: boolean;
  attributes: ScimUserAttributes;
}

export interface ScimUserAttributes {
  displayName?: string;
  title?: string;
  name?: { formatted?: string; familyName?: string; givenName?: string };
  emails?: { value: string; type?: string; display?: string; primary?: boolean }[];
}

/** @throws ScimError invalidValue naming the attribute, invalidSyntax for what is no resource */
export function readUser(resource: unknown): ScimUserInput {
  const { userName, externalId, active, ...attributes } = checked(userShape, canonical(resource, userAttributes));
  const kept = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  return { userName, externalId: externalId ?? null, active, attributes: Object.fromEntries(kept) };
}

/** What a person is called and where to write to, of what SCIM says of a user. */
export function personOf({ userName, attributes }: ScimUserInput): { name: string; title: string; email: string } {
  const { displayName, title, name, emails = [] } = attributes;
  const parts = [name?.givenName, name?.familyName].filter(Boolean).join(' ');
  const email = (emails.find((one) => one.primary) ?? emails[0])?.value ?? (userName.includes('@') ? userName : '');
  return { name: displayName || name?.formatted || parts || userName, title: title ?? '', email: email.toLowerCase() };
}

/** The user as a resource that a patch can be applied to. */
export function asResource({ userName, externalId, active, attributes }: ScimUserInput): ScimResource {
  return { userName, ...(externalId === null ? {} : { externalId }), active, ...attributes };
}

/** @throws ScimError invalidValue naming what is wrong */
export function checked<Shape extends z.ZodType>(shape: Shape, value: unknown): z.infer<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const names = [...new Set(result.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  throw new ScimError('invalidValue', {
    ko: `값이 올바르지 않습니다: ${names}`,
    en: `Not a valid value: ${names}`,
  });
}
