import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld } from '../api.fixture.js';

interface Schema {
  $ref?: string;
  type?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  'x-names'?: string;
}

interface ApiDocument {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema?: Schema }> } }>>;
  components: { schemas: Record<string, Schema> };
}

let world: ApiWorld;
let document: ApiDocument;
beforeAll(async () => {
  world = await ApiWorld.create();
  document = JSON.parse((await world.call('GET', '/api/openapi.json')).body) as ApiDocument;
});
afterAll(() => world.close());

const resolved = (schema: Schema | undefined): Schema | undefined =>
  schema?.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1)!];

function bodies(): [string, Schema | undefined][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) =>
      Object.entries(requestBody?.content ?? {}).map(([type, { schema }]): [string, Schema | undefined] => [
        `${method} ${path} (${type})`,
        resolved(schema),
      ]),
    ),
  );
}

describe('the OpenAPI document', () => {
  it('says what every body is made of', () => {
    const empty = bodies().filter(([, schema]) => Object.keys(schema?.properties ?? {}).length === 0);
    expect(bodies().length).toBeGreaterThan(30);
    expect(empty.map(([name]) => name)).toEqual([]);
  });

  it('leads to what it refers to', () => {
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(names.filter((name) => document.components.schemas[name] === undefined)).toEqual([]);
  });

  it('has the shape that is checked: required fields, lists, choices, what lies inside, and whose ids they hold', () => {
    expect(document.components.schemas['CreateKeyRequest']).toMatchObject({
      required: ['name', 'role'],
      properties: {
        role: { type: 'string', enum: expect.arrayContaining(['member', 'service']) },
        groups: { type: 'array', items: { type: 'string' }, 'x-names': 'groups/:group' },
        expiresInSeconds: { type: 'integer', minimum: 1 },
      },
    });
    expect(document.components.schemas['SearchBody']?.properties?.['filters']?.$ref).toMatch(/FiltersInput$/);
    expect(document.components.schemas['FiltersInput']?.properties?.['documents']).toMatchObject({
      'x-names': 'documents/:document',
    });
    const [, user] = bodies().find(([name]) => name.startsWith('post /scim/v2/Users'))!;
    expect(user).toMatchObject({ required: ['userName'], properties: { userName: { 'x-names': 'email' } } });
  });

  it('refuses what it calls required, by the same names', async () => {
    const { properties = {}, required = [] } = document.components.schemas['OfferCorpusRequest']!;
    const key = await world.key('alpha', { role: 'admin' });
    const { body } = await world.call('POST', '/api/v1/corpus-shares', {
      key,
      body: {},
      headers: { 'accept-language': 'en' },
    });
    expect(required.length).toBeGreaterThan(2);
    for (const name of required) expect(body).toContain(name);
    for (const name of Object.keys(properties)) if (!required.includes(name)) expect(body).not.toContain(name);
  });
});
