import type { PhrasingContent, RootContent, Table } from 'mdast';
import { Fragment, type ReactNode } from 'react';
import classes from './Markdown.module.css';

/**
 * The few kinds of text an answer may have. Everything else is shown as the plain words it holds: no HTML, no images,
 * no links, whatever a document or a model wrote.
 */
export function Inline({ nodes }: { nodes: readonly PhrasingContent[] }): ReactNode {
  return nodes.map((node, index) => <Fragment key={index}>{inlineNode(node)}</Fragment>);
}

function inlineNode(node: PhrasingContent): ReactNode {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value;
    case 'strong':
      return (
        <strong>
          <Inline nodes={node.children} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inline nodes={node.children} />
        </em>
      );
    case 'inlineCode':
      return <code className={classes.code}>{node.value}</code>;
    case 'break':
      return <br />;
    case 'image':
      return node.alt ?? '';
    default:
      return 'children' in node ? <Inline nodes={node.children} /> : null;
  }
}

/** The blocks of a text; `tail` goes behind the last words: the chips. */
export function Blocks({ nodes, tail }: { nodes: readonly RootContent[]; tail?: ReactNode }): ReactNode {
  return nodes.map((node, index) => (
    <Fragment key={index}>{blockNode(node, index === nodes.length - 1 ? tail : null)}</Fragment>
  ));
}

function blockNode(node: RootContent, tail: ReactNode): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return (
        <p>
          <Inline nodes={node.children} />
          {tail}
        </p>
      );
    case 'heading':
      return (
        <h3 className={classes.heading}>
          <Inline nodes={node.children} />
          {tail}
        </h3>
      );
    case 'list': {
      const List = node.ordered ? 'ol' : 'ul';
      return (
        <List start={node.start ?? undefined}>
          {node.children.map((item, index) => (
            <li key={index}>
              <Blocks nodes={item.children} tail={index === node.children.length - 1 ? tail : null} />
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return (
        <>
          <MarkdownTable table={node} />
          {tail}
        </>
      );
    case 'code':
      return (
        <>
          <pre className={classes.block} tabIndex={0}>
            {node.value}
          </pre>
          {tail}
        </>
      );
    case 'blockquote':
      return (
        <blockquote className={classes.quote}>
          <Blocks nodes={node.children} tail={tail} />
        </blockquote>
      );
    case 'html':
      return (
        <p>
          {node.value}
          {tail}
        </p>
      );
    default:
      return tail;
  }
}

const looksLikeNumber = /^[\s\d.,%+\-–×·/~]+\D{0,6}$/;

function MarkdownTable({ table }: { table: Table }) {
  const [head, ...body] = table.children;
  return (
    <div className={classes.scroll} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head?.children.map((cell, index) => (
              <th key={index} scope="col">
                <Inline nodes={cell.children} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.children.map((cell, column) => {
                const first = cell.children[0];
                const number = first?.type === 'text' && /\d/.test(first.value) && looksLikeNumber.test(first.value);
                return (
                  <td key={column} data-number={number || undefined}>
                    <Inline nodes={cell.children} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
