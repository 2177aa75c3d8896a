/** One page of resources (RFC 7644, 3.4.2.4). */
export interface ScimPage {
  /** From 1. */
  startIndex: number;
  count: number;
}

export const largestPage = 200;
const defaultPage = 100;

export interface ScimList<Resource> {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: Resource[];
}

/** Less than 1 counts as 1, a negative count as 0, as RFC 7644 has it; what is no number as if it were not there. */
export function pageOf(startIndex: string | undefined, count: string | undefined): ScimPage {
  return {
    startIndex: Math.max(1, wholeNumber(startIndex) ?? 1),
    count: Math.min(largestPage, Math.max(0, wholeNumber(count) ?? defaultPage)),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export function listOf<Resource>(totalResults: number, startIndex: number, Resources: Resource[]): ScimList<Resource> {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex,
    itemsPerPage: Resources.length,
    Resources,
  };
}
