import { z } from 'zod';
import { groupShape } from './scim-groups.service.js';
import { userShape } from './scim-user.js';

const patchShape = z.object({
  schemas: z.array(z.literal('urn:ietf:params:scim:api:messages:2.0:PatchOp')).optional(),
  Operations: z
    .array(
      z.object({
        op: z.enum(['add', 'replace', 'remove']),
        path: z.string().optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1),
});

const described = (shape: z.ZodType) => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input', target: 'openapi-3.0' });
  return schema;
};

/** JSON Schemas of what SCIM clients send, by name. Attributes in other spellings are taken too (scim-patch.ts). */
export const scimBodies = {
  ScimUser: described(userShape),
  ScimGroup: described(groupShape),
  ScimPatch: described(patchShape),
};
