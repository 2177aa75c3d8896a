import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { InvalidInputError } from '@onggi/platform';

/** What one GraphQL request may be. The largest that this schema has a use for is about a fifth of each. */
export const documentLimits = {
  /** Words and signs. */
  tokens: 2_000,
  /** Operations and fragments. */
  definitions: 50,
  /** Levels of nesting; of an introspection query, which goes down through types of types, `introspectionDepth`. */
  depth: 12,
  introspectionDepth: 20,
  /** Fields at the root: each is an operation of its own. */
  roots: 10,
  aliases: 30,
  directives: 30,
  /** Fields as they would be executed, those below a list ten times. */
  cost: 10_000,
};

type Limit = keyof typeof documentLimits;

const words: Record<Exclude<Limit, 'introspectionDepth'>, { ko: string; en: string }> = {
  tokens: { ko: '토큰', en: 'tokens' },
  definitions: { ko: '연산과 조각', en: 'operations and fragments' },
  depth: { ko: '깊이', en: 'levels of depth' },
  roots: { ko: '최상위 필드', en: 'root fields' },
  aliases: { ko: '별칭', en: 'aliases' },
  directives: { ko: '지시자', en: 'directives' },
  cost: { ko: '비용', en: 'units of cost' },
};

/** A GraphQL document beyond what one request may be. */
export class DocumentLimitError extends InvalidInputError {
  constructor(
    readonly limit: keyof typeof words,
    most: number,
  ) {
    super(
      {
        ko: `GraphQL 요청이 한도를 넘습니다: ${words[limit].ko} ${most.toLocaleString('en')}까지.`,
        en: `The GraphQL request is beyond a limit: at most ${most.toLocaleString('en')} ${words[limit].en}.`,
      },
      { ko: '요청을 나누어 보내세요.', en: 'Split the request.' },
      { limit },
    );
  }
}

/** A document whose fragments hold each other, or that is no text. */
export class DocumentRefusedError extends InvalidInputError {
  constructor() {
    super(
      { ko: 'GraphQL 문서를 읽을 수 없습니다.', en: 'The GraphQL document cannot be read.' },
      {
        ko: '서로를 담는 조각이 없는 문서를 글로 보내세요.',
        en: 'Send the document as text, without fragments that hold each other.',
      },
    );
  }
}

/** Before anything is parsed: counts tokens, and stops at the limit. A syntax error is left to the parser. @throws DocumentLimitError */
export function limitTokens(text: string): void {
  const lexer = new Lexer(new Source(text));
  try {
    for (let count = 0; lexer.advance().kind !== TokenKind.EOF; count += 1)
      if (count >= documentLimits.tokens) throw new DocumentLimitError('tokens', documentLimits.tokens);
  } catch (error) {
    if (error instanceof DocumentLimitError) throw error;
  }
}

/** What a selection amounts to when its fragments are spread out; counts beyond a limit stay just beyond it. */
interface Extent {
  depth: number;
  cost: number;
  aliases: number;
  directives: number;
  roots: number;
}

const listLength = 10;
const none: Extent = { depth: 0, cost: 0, aliases: 0, directives: 0, roots: 0 };
/** Beyond every limit, and far from where numbers lose their exactness. */
const most = 1e9;

/**
 * Before validation, whose rules compare fragments pair by pair. Each fragment is measured once however often it is
 * spread, so 24 fragments that double each other cost 24 looks.
 * @throws DocumentLimitError, DocumentRefusedError
 */
export function limitDocument(schema: GraphQLSchema, document: DocumentNode): void {
  if (document.kind !== Kind.DOCUMENT || !Array.isArray(document.definitions)) throw new DocumentRefusedError();
  atMost('definitions', document.definitions.length);
  const measure = new DocumentMeasure(schema, document);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const onDefinition = [definition, ...(definition.variableDefinitions ?? [])].flatMap(
        (node) => node.directives ?? [],
      );
      const root = schema.getRootType(definition.operation) ?? undefined;
      const { depth, cost, aliases, directives, roots } = measure.of(definition.selectionSet, root);
      const asksForSchema = definition.selectionSet.selections.every(isIntrospection);
      if (depth > (asksForSchema ? documentLimits.introspectionDepth : documentLimits.depth))
        throw new DocumentLimitError('depth', documentLimits.depth);
      atMost('roots', roots);
      atMost('aliases', aliases);
      atMost('directives', directives + onDefinition.length);
      atMost('cost', cost);
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      // One that no operation spreads is still compared and walked by validation.
      atMost('directives', measure.fragment(definition).directives);
    }
  }
}

function atMost(limit: 'definitions' | 'roots' | 'aliases' | 'directives' | 'cost', count: number): void {
  if (count > documentLimits[limit]) throw new DocumentLimitError(limit, documentLimits[limit]);
}

function isIntrospection(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value.startsWith('__');
}

class DocumentMeasure {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly measured = new Map<string, Extent | 'open'>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  of(selections: SelectionSetNode, parent: GraphQLCompositeType | undefined): Extent {
    return selections.selections.map((selection) => this.ofSelection(selection, parent)).reduce(added, none);
  }

  fragment(definition: FragmentDefinitionNode): Extent {
    const name = definition.name.value;
    const known = this.measured.get(name);
    if (known === 'open') throw new DocumentRefusedError();
    if (known) return known;
    this.measured.set(name, 'open');
    const inside = this.of(definition.selectionSet, this.compositeType(definition.typeCondition.name.value));
    const extent = added(inside, { ...none, directives: definition.directives?.length ?? 0 });
    this.measured.set(name, extent);
    return extent;
  }

  private ofSelection(selection: SelectionNode, parent: GraphQLCompositeType | undefined): Extent {
    const own = { ...none, directives: selection.directives?.length ?? 0 };
    if (selection.kind === Kind.FIELD) {
      const field =
        parent && (isObjectType(parent) || isInterfaceType(parent))
          ? parent.getFields()[selection.name.value]
          : undefined;
      const named = field && getNamedType(field.type);
      const inside = selection.selectionSet
        ? this.of(selection.selectionSet, isCompositeType(named) ? named : undefined)
        : none;
      const times = field && isListType(getNullableType(field.type)) ? listLength : 1;
      return {
        depth: inside.depth + 1,
        cost: Math.min(1 + inside.cost * times, most),
        aliases: Math.min(inside.aliases + (selection.alias ? 1 : 0), most),
        directives: Math.min(inside.directives + own.directives, most),
        roots: 1,
      };
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const type = condition === undefined ? parent : this.compositeType(condition);
      return added(this.of(selection.selectionSet, type), own);
    }
    const definition = this.fragments.get(selection.name.value);
    return added(definition ? this.fragment(definition) : none, own);
  }

  private compositeType(name: string): GraphQLCompositeType | undefined {
    const type = this.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

function added(left: Extent, right: Extent): Extent {
  const sum = (name: keyof Extent) => Math.min(left[name] + right[name], most);
  return {
    depth: Math.max(left.depth, right.depth),
    cost: sum('cost'),
    aliases: sum('aliases'),
    directives: sum('directives'),
    roots: sum('roots'),
  };
}
