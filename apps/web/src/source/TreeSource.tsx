import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { treeQuery } from '../api/queries.js';
import type { DocumentTree, TreeBlock } from '../api/types.js';
import { quoteOf, splitMarks } from './marks.js';
import { headingPathAt } from './outline.js';
import type { SourceLink, Span } from './sourceLink.js';
import { Failed, type SourceParts } from './SourceFrame.js';
import panel from './SourcePanel.module.css';
import { useSourceText } from './text.js';
import classes from './TreeSource.module.css';

/** A document drawn anew from its tree as headings, paragraphs, lists and tables; the cited words are marked. */
export function TreeSource({ link, head, foot }: { link: SourceLink } & SourceParts) {
  const text = useSourceText();
  const { data, error, refetch } = useQuery(treeQuery(link.documentId, link.versionId));
  const quote = useMemo(() => (data ? quoteOf(data.blocks, link.span) : ''), [data, link.span]);
  const heading = useMemo(
    () => (data && link.span ? headingPathAt(data.blocks, link.span.start) : ''),
    [data, link.span],
  );
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <div className={panel.frame}>
      {head(heading, null)}
      {quote && (
        <blockquote className={panel.quote} lang={data?.lang}>
          {`“${quote}”`}
        </blockquote>
      )}
      {data && link.span && !quote && <p className={panel.notPlaced}>{text.notPlaced}</p>}
      {data ? (
        <Tree tree={data} span={link.span} />
      ) : (
        <div className={panel.loading} role="status" aria-label={text.loading} />
      )}
      <div className={panel.foot}>{foot}</div>
    </div>
  );
}

function Tree({ tree, span }: { tree: DocumentTree; span: Span | null }) {
  const text = useSourceText();
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = scroller.current?.querySelector('mark');
    if (mark) mark.scrollIntoView({ block: 'center' });
    else scroller.current?.scrollTo({ top: 0 });
  }, [span, tree]);
  const groups = useMemo(() => groupListItems(tree.blocks), [tree]);
  return (
    <div className={classes.scroller} ref={scroller} tabIndex={0} role="region" aria-label={text.document}>
      <div className={classes.document} lang={tree.lang}>
        {groups.map((group, index) =>
          Array.isArray(group) ? (
            <List key={index} items={group} span={span} />
          ) : (
            <Block key={index} block={group} span={span} />
          ),
        )}
      </div>
    </div>
  );
}

/** List items that follow each other become one list. */
function groupListItems(blocks: readonly TreeBlock[]): (TreeBlock | TreeBlock[])[] {
  const groups: (TreeBlock | TreeBlock[])[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== 'listItem') groups.push(block);
    else if (Array.isArray(last) && (last[0]?.ordered ?? false) === (block.ordered ?? false)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

function List({ items, span }: { items: TreeBlock[]; span: Span | null }) {
  const Tag = items[0]?.ordered ? 'ol' : 'ul';
  return (
    <Tag className={classes.list}>
      {items.map((item, index) => (
        <li key={index} style={{ marginLeft: `${(item.depth ?? 0) * 20}px` }}>
          <Marked part={item} span={span} />
        </li>
      ))}
    </Tag>
  );
}

/** The panel's own headings are levels 1 and 2, so a document's begin at 3. */
const headingTags = ['h3', 'h3', 'h4', 'h5', 'h6'] as const;

function Block({ block, span }: { block: TreeBlock; span: Span | null }) {
  switch (block.kind) {
    case 'heading': {
      const Tag = headingTags[Math.min(block.level ?? 1, 4)] ?? 'h6';
      return (
        <Tag className={classes.heading} data-level={Math.min(block.level ?? 1, 4)}>
          <Marked part={block} span={span} />
        </Tag>
      );
    }
    case 'table':
      return <Table block={block} span={span} />;
    case 'code':
      return (
        <pre className={classes.code} tabIndex={0}>
          <Marked part={block} span={span} />
        </pre>
      );
    case 'quote':
      return (
        <blockquote className={classes.quote}>
          <Marked part={block} span={span} />
        </blockquote>
      );
    case 'caption':
      return (
        <p className={classes.caption}>
          <Marked part={block} span={span} />
        </p>
      );
    default:
      return (
        <p>
          <Marked part={block} span={span} />
        </p>
      );
  }
}

function Table({ block, span }: { block: TreeBlock; span: Span | null }) {
  const text = useSourceText();
  if (!block.rows) {
    return (
      <p className={classes.folded}>
        <Marked part={block} span={span} />
      </p>
    );
  }
  return (
    <div className={classes.tableScroller} tabIndex={0} role="region" aria-label={text.table}>
      <table className={classes.table}>
        <tbody>
          {block.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => {
                const Tag = cell.header ? 'th' : 'td';
                return (
                  <Tag key={column} colSpan={cell.colSpan} rowSpan={cell.rowSpan}>
                    <Marked part={cell} span={span} />
                  </Tag>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Marked({ part, span }: { part: { text: string; start: number; end: number }; span: Span | null }) {
  return splitMarks(part, span).map((piece, index) =>
    piece.marked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
  );
}
