import { OnggiError, type LocalizedText } from '@onggi/platform';

/** Kinds of a fault of the client (RFC 7644, table 9). */
export type ScimType =
  'invalidFilter' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue';

const readTheSchema: LocalizedText = {
  ko: '/scim/v2/Schemas 와 docs/identity.md 를 보고 고쳐 다시 보내세요.',
  en: 'Correct it by /scim/v2/Schemas and docs/identity.md and send it again.',
};

/** A request that SCIM clients are told about in their own form. */
export class ScimError extends OnggiError {
  constructor(
    readonly scimType: ScimType,
    message: LocalizedText,
  ) {
    super({
      code: `SCIM_${scimType.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      httpStatus: scimType === 'uniqueness' ? 409 : 400,
      message,
      remedy: readTheSchema,
    });
  }
}
