import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { scimBodies } from '@onggi/identity';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; $ref?: string };

const prefix = '#/components/schemas/';

/** /api/openapi.json. The shapes of bodies are read from what checks them, so they are written once. */
export function apiDocument(application: NestFastifyApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(
    application,
    new DocumentBuilder().setTitle('Onggi').setVersion('1').addBearerAuth().build(),
  );
  const checked: Record<string, Schema> = { ...checkedShapes(), ...(scimBodies as Record<string, Schema>) };
  const described = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const schemas: Record<string, Schema> = {};
  const waiting = [...Object.keys(described), ...refsIn(document.paths)];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in schemas) continue;
    schemas[name] = merged(checked[name] ?? { type: 'object' }, described[name]);
    waiting.push(...refsIn(schemas[name]));
  }
  return { ...document, components: { ...document.components, schemas } } as OpenAPIObject;
}

/** JSON Schemas of all classes that class-validator checks, by name. */
function checkedShapes(): Record<string, Schema> {
  return validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: prefix,
    additionalConverters: {
      isIn: ({ constraints }: ValidationMetadata) => {
        const values = constraints[0] as unknown[];
        return { ...(values.every((value) => typeof value === 'string') ? { type: 'string' } : {}), enum: values };
      },
    },
  }) as Record<string, Schema>;
}

/** The shape that is checked, with what decorators say beside it: descriptions and defaults. */
function merged(checked: Schema, described: Schema | undefined): Schema {
  const properties = Object.entries(checked.properties ?? {}).map(([name, property]) => [
    name,
    { ...described?.properties?.[name], ...property },
  ]);
  return { ...described, ...checked, ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}) };
}

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' && typeof member === 'string' ? [member.slice(prefix.length)] : refsIn(member),
  );
}
