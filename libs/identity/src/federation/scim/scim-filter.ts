import { ScimError } from './scim-errors.js';

/** `attribute eq value`; attribute names are not case-sensitive and come in lower case, without the schema's name. */
export interface ScimCondition {
  attribute: string;
  value: string | number | boolean | null;
}

/** Where a patch operation works: `emails[type eq "work"].value`, `members`, `name.givenName`. */
export interface ScimPath {
  attribute: string;
  /** Which values of a multi-valued attribute. Undefined: all. */
  where: ScimCondition[] | undefined;
  sub: string | undefined;
}

const coreSchema = /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group):/i;
const token =
  /\s*(?:(?<attribute>[A-Za-z$][\w$.:-]*)|(?<text>"(?:[^"\\\p{Cc}]|\\.)*")|(?<number>-?\d+(?:\.\d+)?)(?![\w.]))/uy;

/**
 * Reads the part of the filter language that provisioning clients send: comparisons with `eq`, joined by `and`
 * (RFC 7644, 3.4.2.2). Conditions are to hold all.
 * @throws ScimError invalidFilter for everything else
 */
export function parseFilter(filter: string): ScimCondition[] {
  const reader = new Reader(filter);
  const conditions = [reader.condition()];
  while (!reader.isAtEnd()) {
    if (reader.word().toLowerCase() !== 'and') throw reader.refusal();
    conditions.push(reader.condition());
  }
  return conditions;
}

/** @throws ScimError invalidPath, invalidFilter */
export function parsePath(path: string): ScimPath {
  const match = /^(?<attribute>[^[\].]+(?:\.\d[^[\].]*)*)(?:\[(?<where>.*)\])?(?:\.(?<sub>[\w$-]+))?$/s.exec(
    path.trim().replace(coreSchema, ''),
  );
  if (!match?.groups?.['attribute']) {
    throw new ScimError('invalidPath', {
      ko: `경로 '${path}'을(를) 읽을 수 없습니다.`,
      en: `The path '${path}' cannot be read.`,
    });
  }
  const { attribute, where, sub } = match.groups;
  return {
    attribute: attribute.toLowerCase(),
    where: where === undefined ? undefined : parseFilter(where),
    sub: sub?.toLowerCase(),
  };
}

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  isAtEnd(): boolean {
    return this.text.slice(this.position).trim() === '';
  }

  condition(): ScimCondition {
    const attribute = this.word().replace(coreSchema, '').toLowerCase();
    if (this.word().toLowerCase() !== 'eq') throw this.refusal();
    return { attribute, value: this.value() };
  }

  word(): string {
    const word = this.next()?.['attribute'];
    if (word === undefined) throw this.refusal();
    return word;
  }

  private value(): ScimCondition['value'] {
    const found = this.next();
    if (found?.['text'] !== undefined) return this.unquoted(found['text']);
    if (found?.['number'] !== undefined) return Number(found['number']);
    switch (found?.['attribute']?.toLowerCase()) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        throw this.refusal();
    }
  }

  private unquoted(text: string): string {
    try {
      return JSON.parse(text) as string;
    } catch {
      throw this.refusal();
    }
  }

  private next(): Record<string, string | undefined> | undefined {
    token.lastIndex = this.position;
    const match = token.exec(this.text);
    if (!match) return undefined;
    this.position = token.lastIndex;
    return match.groups;
  }

  refusal(): ScimError {
    return new ScimError('invalidFilter', {
      ko: `필터 '${this.text}'을(를) 읽을 수 없습니다. 'eq'와 'and'만 쓸 수 있습니다.`,
      en: `The filter '${this.text}' cannot be read: 'eq' and 'and' are what can be used.`,
    });
  }
}
