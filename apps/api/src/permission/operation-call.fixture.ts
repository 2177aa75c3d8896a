import { newId } from '@onggi/platform';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

export interface OperationCall {
  method: string;
  url: string;
  body?: object;
}

/** A call of the operation with made-up ids and an empty body: enough for the guard to decide about it. */
export function callOf(name: string, schema: GraphQLSchema): OperationCall {
  const [method = '', route = ''] = name.split(' ');
  if (route === '') return { method: 'POST', url: '/graphql', body: { query: queryOf(name, schema) } };
  const url = route.replaceAll(/:\w+/g, () => newId()).replace('*', 'somewhere');
  return { method, url, ...(/^(POST|PUT|PATCH)$/.test(method) ? { body: {} } : {}) };
}

/** The shortest valid document that calls the field. */
function queryOf(name: string, schema: GraphQLSchema): string {
  const [typeName = '', fieldName = ''] = name.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`The schema has no ${name}`);
  const needed = field.args.filter((arg) => isNonNullType(arg.type));
  const list = needed.map((arg) => `${arg.name}: ${literalOf(arg.type)}`).join(', ');
  return `${typeName.toLowerCase()} { ${fieldName}${list && `(${list})`} ${selectionOf(getNamedType(field.type))} }`;
}

function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType as GraphQLInputType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{${fields.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')}}`;
  }
  return type.name === 'Int' || type.name === 'Float' ? '1' : type.name === 'Boolean' ? 'true' : `"${newId()}"`;
}

function selectionOf(type: GraphQLNamedType): string {
  return isObjectType(type) ? '{ __typename }' : '';
}
