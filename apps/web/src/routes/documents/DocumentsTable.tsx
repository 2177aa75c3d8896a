import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/client.js';
import { type DocumentFilter, documentsQuery } from '../../api/queries.js';
import type { DocumentSummary } from '../../api/types.js';
import { isOpen, type Place, useSource } from '../../source/useSource.js';
import { formatAge, formatBytes, formatCount, formatDate, formatDateTime } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import classes from './DocumentsTable.module.css';
import { useDocumentsText } from './text.js';
import { useGroups } from './useGroups.js';

interface DocumentsTableProps {
  filter: DocumentFilter;
  /** Whether who may read a document, and what state it is in, is shown. */
  manages: boolean;
  onClearFilter(): void;
}

/** The documents of a corpus that match, a hundred at a time. */
export function DocumentsTable({ filter, manages, onClearFilter }: DocumentsTableProps) {
  const text = useDocumentsText();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    documentsQuery(filter),
  );
  if (error) {
    return (
      <div className={classes.message} role="alert">
        <p>{`${text.failed} ${error instanceof ApiError ? `${error.message} ${error.remedy}` : error.message}`}</p>
        <Button variant="default" onClick={() => void refetch()}>
          {text.retry}
        </Button>
      </div>
    );
  }
  if (isPending) return <Skeleton label={text.loading} />;
  const documents = data.pages.flatMap((page) => page.documents);
  const total = data.pages[0]?.total ?? 0;
  if (documents.length === 0) {
    const filtered = filter.query !== '' || filter.status !== '';
    return (
      <div className={classes.message} role="status">
        <p className={classes.nothing}>{filtered ? text.nothingFound : text.nothing}</p>
        {filtered ? (
          <Button variant="default" onClick={onClearFilter}>
            {text.clearFilter}
          </Button>
        ) : (
          manages && <p>{text.nothingAdmin}</p>
        )}
      </div>
    );
  }
  return (
    <>
      <p className={classes.count} role="status">
        {text.count(formatCount(total))}
      </p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text.columns.title}</th>
            {manages && <th scope="col">{text.columns.status}</th>}
            <th scope="col" className={classes.number}>
              {text.columns.version}
            </th>
            <th scope="col" className={classes.number} data-wide>
              {text.columns.pages}
            </th>
            {manages && (
              <th scope="col" data-wide>
                {text.columns.access}
              </th>
            )}
            <th scope="col" data-wide>
              {text.columns.label}
            </th>
            <th scope="col" data-wide>
              {text.columns.updated}
            </th>
          </tr>
        </thead>
        <tbody>
          {documents.map((document) => (
            <Row key={document.id} document={document} manages={manages} />
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  );
}

/** Where a document opens: a PDF at its first page, anything else at its head. */
const firstPlace = (document: DocumentSummary): Place => ({
  documentId: document.id,
  versionId: document.versionId,
  page: document.mediaType === 'application/pdf' ? 1 : null,
});

function Row({ document, manages }: { document: DocumentSummary; manages: boolean }) {
  const text = useDocumentsText();
  const { language } = useLanguage();
  const source = useSource();
  const groups = useGroups();
  const { reason } = document;
  const place = firstPlace(document);
  const readable = document.status === 'published';
  return (
    <tr data-active={(source.link !== null && isOpen(source.link, { ...place, page: source.link.page })) || undefined}>
      <th scope="row">
        {readable ? (
          <button
            type="button"
            className={classes.open}
            lang={document.lang ?? undefined}
            onClick={() => source.open(place)}
          >
            {document.title}
          </button>
        ) : (
          <span className={classes.title} lang={document.lang ?? undefined}>
            {document.title}
          </span>
        )}
        <span className={classes.path}>
          {[document.path, formatBytes(document.byteSize)].join(' · ')}
          {document.effectiveFrom && ` · ${text.effective(formatDate(document.effectiveFrom, language))}`}
        </span>
        {manages && reason && <span className={classes.reason}>{`${reason.message} ${reason.remedy}`}</span>}
      </th>
      {manages && (
        <td>
          <span className={classes.status} data-status={document.status}>
            {text.statuses[document.status]}
          </span>
        </td>
      )}
      <td className={classes.number}>{text.version(document.version)}</td>
      <td className={classes.number} data-wide>
        {document.pages}
      </td>
      {manages && <td data-wide>{document.access.groups.map(groups.nameOf).join(' · ')}</td>}
      <td data-wide>{text.labels[document.access.label]}</td>
      <td data-wide>
        <time dateTime={document.updatedAt} title={formatDateTime(document.updatedAt, language)}>
          {formatAge(document.updatedAt, language, new Date())}
        </time>
      </td>
    </tr>
  );
}

function Skeleton({ label }: { label: string }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={label}>
      {Array.from({ length: 8 }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
