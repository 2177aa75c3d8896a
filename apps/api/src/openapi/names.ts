import { JSONSchema } from 'class-validator-jsonschema';

/** What a field of a body may name: a thing by the parameter of the path that names the same, or something without a path. */
export type Named =
  | 'conversations/:conversation'
  | 'corpora/:corpus'
  | 'corpus key'
  | 'documents/:document'
  | 'embedding-sets/:set'
  | 'evaluation-runs/:run'
  | 'evaluation-sets/:set'
  | 'experts/:expert'
  | 'groups/:group'
  | 'people/:person'
  | 'receiver'
  | 'set key'
  | 'taken tenant'
  | 'tenants/:tenant';

/**
 * Says in the OpenAPI document (`x-names`) whose id or key stands in a field, or in each entry of a list. The isolation matrix
 * puts other tenants' things there; a text of a body that says nothing and is no known plain text fails it.
 */
export const Names = (kind: Named): PropertyDecorator => JSONSchema({ 'x-names': kind }) as PropertyDecorator;
