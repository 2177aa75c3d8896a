import { ScimError } from '@onggi/identity';
import type { ErrorBody, OnggiError } from '@onggi/platform';

interface ScimErrorBody {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'];
  /** The HTTP status, as a text. */
  status: string;
  scimType?: string;
  detail: string;
  /** As everywhere else. */
  error: ErrorBody;
}

/** A failure in the form of SCIM (RFC 7644, 3.12). */
export function scimErrorBody(error: OnggiError, body: ErrorBody): ScimErrorBody {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(error.httpStatus),
    ...(error instanceof ScimError ? { scimType: error.scimType } : {}),
    detail: `${body.message} ${body.remedy}`,
    error: body,
  };
}
