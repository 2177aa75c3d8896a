const TAG = /<[^>]*>/g;
const LINE_BREAK_TAG = /^<br\s*\/?>$/i;

/** The part of a syntax tree's node that its text depends on. */
interface InlineNode {
  type: string;
  value?: string;
  children?: InlineNode[];
}

/** Text of a block's inline content, without marks. Definitions of link targets and images have none. */
export function inlineText(node: InlineNode): string {
  if (node.type === 'break') return '\n';
  if (node.type === 'html') return LINE_BREAK_TAG.test(node.value ?? '') ? '\n' : (node.value ?? '').replace(TAG, '');
  return node.children?.map(inlineText).join('') ?? node.value ?? '';
}
