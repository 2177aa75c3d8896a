import { cleanFlowingText } from '../tree/clean-text.js';
import { isKnownBlock } from './elements.js';
import { isElement, type MarkupElement } from './markup-node.js';

function separated(element: MarkupElement): string {
  return element.children
    .map((child) => {
      if (!isElement(child)) return child.text;
      const isInline = isKnownBlock(child.name) === false && child.name !== 'br';
      return isInline ? separated(child) : ` ${separated(child)} `;
    })
    .join('');
}

/** All text below an element in one line, with a blank where a block or a line break parts two words. */
export function flowingText(element: MarkupElement): string {
  return cleanFlowingText(separated(element));
}
