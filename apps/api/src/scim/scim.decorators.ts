import { applyDecorators, Header } from '@nestjs/common';

export const scimMediaType = 'application/scim+json; charset=utf-8';

/** Answers as SCIM clients expect it (RFC 7644, 8.1). */
export const ScimReply = () =>
  applyDecorators(Header('content-type', scimMediaType), Header('cache-control', 'no-store'));
