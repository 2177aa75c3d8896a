import { isInvisible, isNavigation, SEPARATORS } from './elements.js';
import { descendants, isElement, textOf, type MarkupElement, type MarkupNode } from './markup-node.js';

/** A marked main part is believed when it holds at least this share of the page's text. */
const TRUSTED_SHARE = 0.3;

function prune(
  element: MarkupElement,
  insideArticle: boolean,
  isDropped: (element: MarkupElement, inside: boolean) => boolean,
): MarkupElement {
  const inside = insideArticle || element.name === 'main' || element.name === 'article';
  const children = element.children.flatMap((child): MarkupNode[] => {
    if (!isElement(child)) return [child];
    return isDropped(child, inside) ? [] : [prune(child, inside, isDropped)];
  });
  const separator = SEPARATORS[element.name];
  return { ...element, children: separator === undefined ? children : joined(children, separator) };
}

/** The elements among the nodes, with the separator between them. */
function joined(children: readonly MarkupNode[], separator: string): MarkupNode[] {
  const parts = children.filter(isElement);
  return parts.flatMap((part, index): MarkupNode[] => (index === 0 ? [part] : [{ text: separator }, part]));
}

/** A header or aside of an article belongs to it; one of the page is the site's. */
function isDropped(element: MarkupElement, insideArticle: boolean): boolean {
  if (isInvisible(element) || isNavigation(element)) return true;
  const isSiteFrame = element.name === 'header' || element.name === 'aside';
  return isSiteFrame && !insideArticle && !descendants(element).some(({ name }) => name === 'h1');
}

function isMain({ name, attributes }: MarkupElement): boolean {
  const property = attributes['itemprop'] ?? '';
  return (
    name === 'main' ||
    attributes['role'] === 'main' ||
    /^(?:articleBody|mainContentOfPage|softwareHelp)$/.test(property)
  );
}

const length = (element: MarkupElement): number => textOf(element).replace(/\s+/g, '').length;

/**
 * The part of a page that is its own: without scripts, hidden parts, menus, side bars and footers, and inside the
 * element that the page marks as its main content. When nothing would be left, all visible text is taken.
 */
export function mainContent(root: MarkupElement): MarkupElement {
  const pruned = prune(root, false, isDropped);
  const whole = length(pruned);
  if (whole === 0) return prune(root, true, isInvisible);
  const elements = descendants(pruned);
  const articles = elements.filter(({ name }) => name === 'article');
  const marked = elements.find(isMain) ?? (articles.length === 1 ? articles[0] : undefined);
  return marked !== undefined && length(marked) >= whole * TRUSTED_SHARE ? marked : pruned;
}
