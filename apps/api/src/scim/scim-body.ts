import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { scimBodies } from '@onggi/identity';

/** The body of a SCIM operation, in the OpenAPI document. */
export const ScimBody = (name: keyof typeof scimBodies) =>
  applyDecorators(
    ApiConsumes('application/json', 'application/scim+json'),
    ApiBody({ schema: { $ref: `#/components/schemas/${name}` } }),
  );
