import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { corporaQuery } from '../../api/queries.js';
import type { Corpus } from '../../api/types.js';
import { PageHeader } from '../../app/PageHeader.js';
import { usePageTitle } from '../../app/usePageTitle.js';
import { SearchIcon } from '../../icons/icons.js';
import { SourceDock } from '../../source/SourceDock.js';
import { CorpusList } from './CorpusList.js';
import { DocumentsTable } from './DocumentsTable.js';
import type { DocumentsSearch } from './documentsSearch.js';
import classes from './DocumentsView.module.css';
import { SharedNote } from './SharedNote.js';
import { useDocumentsText } from './text.js';

interface DocumentsViewProps {
  title: string;
  manages: boolean;
  /** Buttons at the head of the page. */
  actions?: (corpus: Corpus | null) => React.ReactNode;
  onDrop?: (corpus: Corpus, transfer: DataTransfer) => void;
}

/** Corpora at the left, the documents of one of them at the right, an open one beside them. */
export function DocumentsView({ title, manages, actions, onDrop }: DocumentsViewProps) {
  const text = useDocumentsText();
  const search = useSearch({ strict: false }) as DocumentsSearch;
  const navigate = useNavigate();
  const { data, error } = useQuery(corporaQuery);
  const [cleared, setCleared] = useState(0);
  usePageTitle(title);
  const corpus = data?.find((one) => one.key === search.corpus) ?? data?.[0] ?? null;
  const managesThis = manages && corpus !== null && !corpus.readOnly;
  const change = (next: Partial<DocumentsSearch>, replace = false) =>
    void navigate({ to: '.', search: ((before: object) => ({ ...before, ...next })) as never, replace });
  return (
    <div className={classes.page}>
      <main
        className={classes.main}
        id="main"
        tabIndex={-1}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (corpus && managesThis) onDrop?.(corpus, event.dataTransfer);
        }}
      >
        <PageHeader title={title}>
          <div className={classes.actions}>{actions?.(corpus)}</div>
        </PageHeader>
        {error && (
          <p className={classes.message} role="alert">
            {`${text.corporaFailed} ${error.message}`}
          </p>
        )}
        {data?.length === 0 && (
          <div className={classes.message}>
            <p className={classes.strong}>{text.noCorpora}</p>
            <p>{manages ? text.noCorporaAdmin : text.noCorporaMember}</p>
          </div>
        )}
        {data && corpus && (
          <div className={classes.container}>
            <div className={classes.columns}>
              <CorpusList
                corpora={data}
                chosen={corpus}
                onChoose={(key) => change({ corpus: key, source: undefined, span: undefined })}
              />
              <section className={classes.documents} aria-label={text.columns.title} data-region="thread">
                {corpus.sharedBy && <SharedNote opening={corpus.sharedBy} />}
                <Filters
                  key={`${corpus.key} ${cleared}`}
                  search={search}
                  manages={managesThis}
                  onChange={(next) => change(next, true)}
                />
                <DocumentsTable
                  filter={{
                    corpus: corpus.key,
                    query: search.query ?? '',
                    status: managesThis ? (search.status ?? '') : '',
                  }}
                  manages={managesThis}
                  onClearFilter={() => {
                    setCleared(cleared + 1);
                    change({ query: undefined, status: undefined });
                  }}
                />
              </section>
            </div>
          </div>
        )}
      </main>
      <SourceDock />
    </div>
  );
}

interface FiltersProps {
  search: DocumentsSearch;
  manages: boolean;
  onChange(next: Partial<DocumentsSearch>): void;
}

function Filters({ search, manages, onChange }: FiltersProps) {
  const text = useDocumentsText();
  const [query, setQuery] = useState(search.query ?? '');
  const putInAddress = useEffectEvent(() => {
    if (query !== (search.query ?? '')) onChange({ query: query || undefined });
  });
  useEffect(() => {
    const timer = setTimeout(putInAddress, 250);
    return () => clearTimeout(timer);
  }, [query]);
  return (
    <div className={classes.filters} role="search">
      <TextInput
        className={classes.query}
        aria-label={text.search}
        placeholder={text.search}
        leftSection={<SearchIcon size={18} />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {manages && (
        <select
          className={classes.status}
          aria-label={text.status}
          value={search.status ?? ''}
          onChange={(event) => onChange({ status: event.currentTarget.value || undefined })}
        >
          <option value="">{text.allStatuses}</option>
          {(['published', 'processing', 'quarantined', 'rejected'] as const).map((status) => (
            <option key={status} value={status}>
              {text.statuses[status]}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** The button that opens the upload dialog. */
export function UploadButton({ disabled, onClick }: { disabled: boolean; onClick(): void }) {
  const text = useDocumentsText();
  return (
    <Button size="compact-md" data-testid="open-upload" disabled={disabled} onClick={onClick}>
      {text.upload}
    </Button>
  );
}
