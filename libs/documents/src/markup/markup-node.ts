import { parseDocument } from 'htmlparser2';
import { parse, type DefaultTreeAdapterMap } from 'parse5';

/** A text in a marked-up document. */
export interface MarkupText {
  text: string;
}

/** An element of HTML or XML, whatever parser it came from. */
export interface MarkupElement {
  /** Lower-cased, without namespace prefix. */
  name: string;
  attributes: Record<string, string>;
  children: MarkupNode[];
}

export type MarkupNode = MarkupText | MarkupElement;

export function isElement(node: MarkupNode): node is MarkupElement {
  return 'name' in node;
}

/** What a parser's node is to us. */
interface Reading<Node> {
  text?: string;
  element?: { name: string; attributes: [name: string, value: string][] };
  children: Node[];
}

type HtmlNode = DefaultTreeAdapterMap['childNode'];
type XmlNode = ReturnType<typeof parseDocument>['children'][number];

/** Deeper nesting comes from unclosed tags or an attack on the stack: below, only the text is kept. */
const DEEPEST = 400;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase();

function readHtmlNode(node: HtmlNode): Reading<HtmlNode> {
  if ('value' in node) return { text: node.value, children: [] };
  if (!('tagName' in node)) return { children: [] };
  const attributes = node.attrs.map(({ name, value }): [string, string] => [name, value]);
  return { element: { name: node.tagName, attributes }, children: 'content' in node ? [] : node.childNodes };
}

function readXmlNode(node: XmlNode): Reading<XmlNode> {
  if (node.type === 'text') return { text: node.data, children: [] };
  if ('attribs' in node)
    return { element: { name: node.name, attributes: Object.entries(node.attribs) }, children: node.children };
  return { children: 'children' in node ? node.children : [] };
}

/** Text below nodes, without recursion. */
function flatText<Node>(nodes: Node[], read: (node: Node) => Reading<Node>): string {
  const pending = nodes.toReversed();
  let text = '';
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const reading = read(node);
    text += reading.text ?? '';
    pending.push(...reading.children.toReversed());
  }
  return text;
}

function convert<Node>(nodes: Node[], read: (node: Node) => Reading<Node>, depth = 0): MarkupNode[] {
  if (depth > DEEPEST) return [{ text: flatText(nodes, read) }];
  return nodes.flatMap((node): MarkupNode[] => {
    const { text, element, children } = read(node);
    if (text !== undefined) return [{ text }];
    const converted = children.length === 0 ? [] : convert(children, read, depth + 1);
    if (element === undefined) return converted;
    const attributes = Object.fromEntries(element.attributes.map(([name, value]) => [name.toLowerCase(), value]));
    return [{ name: localName(element.name), attributes, children: converted }];
  });
}

const documentOf = (children: MarkupNode[]): MarkupElement => ({ name: '#document', attributes: {}, children });

/** Reads HTML as browsers do. */
export function readHtml(text: string): MarkupElement {
  return documentOf(convert(parse(text).childNodes, readHtmlNode));
}

/** A document type may declare entities, which are neither fetched nor expanded; the parser would read them as text. */
const DOCUMENT_TYPE = /<!DOCTYPE[^[>]*\[[\s\S]*?\]\s*>/i;

/** Reads XHTML: HTML whose elements may close themselves (<title/>). */
export function readXhtml(text: string): MarkupElement {
  return documentOf(
    convert(
      parseDocument(text.replace(DOCUMENT_TYPE, ''), { recognizeSelfClosing: true, recognizeCDATA: true }).children,
      readXmlNode,
    ),
  );
}

/** Reads XML, forgiving what is not well-formed. Entities of a document type stay as they are written. */
export function readXml(text: string): MarkupElement {
  return documentOf(convert(parseDocument(text.replace(DOCUMENT_TYPE, ''), { xmlMode: true }).children, readXmlNode));
}

/** All elements below a node, in document order. */
export function descendants(element: MarkupElement): MarkupElement[] {
  const found: MarkupElement[] = [];
  const visit = (children: MarkupNode[]): void => {
    for (const child of children) {
      if (!isElement(child)) continue;
      found.push(child);
      visit(child.children);
    }
  };
  visit(element.children);
  return found;
}

/** All text below an element, as it stands. */
export function textOf(element: MarkupElement): string {
  return element.children.map((child) => (isElement(child) ? textOf(child) : child.text)).join('');
}
