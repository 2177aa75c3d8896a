import type { MarkupElement } from './markup-node.js';

const words = (list: string): Set<string> => new Set(list.split(/\s+/));

/** Never part of the text. */
const INVISIBLE = words(
  'script style noscript template head meta link svg canvas object embed iframe audio video map input button select ' +
    'textarea option datalist indexterm remark colspec keywordset credit',
);
const NAVIGATION = words('nav footer dialog');
const NAVIGATION_ROLES = words('navigation banner contentinfo search complementary menu menubar');
const NAVIGATION_CLASSES = words(
  'nav navbar navigation navheader navfooter breadcrumb breadcrumbs sidebar sphinxsidebar skip-link toc table-of-contents ' +
    'cookie-banner site-header site-footer page-header page-footer related-links share headerlink anchor-link',
);
const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden/i;

const BLOCKS = words(
  'html body main article section div p h1 h2 h3 h4 h5 h6 header footer aside nav address blockquote center dd dl dt ' +
    'fieldset figcaption figure form hr legend li ol ul menu pre table caption thead tbody tfoot tr td th details summary ' +
    'hgroup search',
);

/** Elements of HTML and DocBook that stand inside a line of text even where nothing else does. */
const INLINE = words(
  'a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark meter output progress q rp rt ruby ' +
    's samp small span strike strong sub sup time tt u var wbr emphasis link xref ulink literal command filename guimenu ' +
    'guilabel guimenuitem guibutton guisubmenu menuchoice keycap keycombo userinput computeroutput option parameter replaceable ' +
    'systemitem type varname function constant envar phrase quote trademark citetitle firstterm glossterm footnoteref anchor ' +
    'uicontrol menucascade codeph ph ahelp switchinline caseinline defaultinline gui guiseq key keyseq',
);

/** What stands between the parts of a sequence of keys or of menu entries, which the markup leaves to the reader. */
export const SEPARATORS: Record<string, string> = {
  keyseq: '+',
  keycombo: '+',
  guiseq: ' › ',
  menuchoice: ' › ',
  menucascade: ' › ',
};

export const HEADING = /^h([1-6])$/;
export const LISTS: Record<string, { ordered: boolean }> = {
  ul: { ordered: false },
  menu: { ordered: false },
  ol: { ordered: true },
  dl: { ordered: false },
  itemizedlist: { ordered: false },
  list: { ordered: false },
  simplelist: { ordered: false },
  variablelist: { ordered: false },
  orderedlist: { ordered: true },
  procedure: { ordered: true },
  substeps: { ordered: true },
  steps: { ordered: true },
};
export const LIST_ITEMS = words('li listitem step dd member item');
export const TERMS = words('dt term');
export const PREFORMATTED = words('pre programlisting screen literallayout codeblock synopsis listing');
export const QUOTES = words('blockquote lq');
export const CAPTIONS = words('caption figcaption');
export const TABLES = words('table informaltable simpletable');
export const ROWS = words('tr row strow');
export const CELLS = words('td th entry stentry');
/** Elements of XML vocabularies whose `title` child is a heading one level below that of the section around. */
export const SECTIONS = words(
  'book part chapter appendix preface article section sect1 sect2 sect3 sect4 sect5 refsect1 refsect2 refsect3 refentry ' +
    'topic concept task reference glossary bibliography page',
);
export const TITLES = words('title heading bridgehead');

/** True for what is never read: scripts, controls, whatever is hidden, and the titles that Mallard keeps for its links. */
export function isInvisible({ name, attributes }: MarkupElement): boolean {
  return (
    INVISIBLE.has(name) ||
    (name === 'title' && 'type' in attributes) ||
    'hidden' in attributes ||
    attributes['aria-hidden'] === 'true' ||
    HIDDEN_STYLE.test(attributes['style'] ?? '')
  );
}

/** True for what helps to get about a site and is no part of the page: menus, side bars, footers. */
export function isNavigation({ name, attributes }: MarkupElement): boolean {
  const classes = (attributes['class'] ?? '').toLowerCase().split(/\s+/);
  return (
    NAVIGATION.has(name) ||
    NAVIGATION_ROLES.has(attributes['role'] ?? '') ||
    classes.some((each) => NAVIGATION_CLASSES.has(each))
  );
}

/** True or false for elements with a known layout, undefined for those of unknown vocabularies. */
export function isKnownBlock(name: string): boolean | undefined {
  if (BLOCKS.has(name) || SECTIONS.has(name) || TITLES.has(name) || name in LISTS) return true;
  if (LIST_ITEMS.has(name) || PREFORMATTED.has(name) || TABLES.has(name) || TERMS.has(name)) return true;
  return INLINE.has(name) ? false : undefined;
}
