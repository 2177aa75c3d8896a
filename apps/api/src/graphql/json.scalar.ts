import { GraphQLScalarType } from 'graphql';

/** An object whose shape the REST contract describes; output only. */
export const GraphQLJSONObject = new GraphQLScalarType<object, object>({
  name: 'JSONObject',
  description: 'An object as in the REST contract.',
  serialize: (value) => value as object,
});
