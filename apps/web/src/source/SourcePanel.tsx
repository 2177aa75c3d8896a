import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { ApiError } from '../api/client.js';
import { documentQuery, originalUrl } from '../api/queries.js';
import type { DocumentDetail } from '../api/types.js';
import { DownloadIcon } from '../icons/icons.js';
import { formatDate } from '../words/format.js';
import { useLanguage } from '../words/language.js';
import { Failed, Frame, Loading, Missing, PanelHead } from './SourceFrame.js';
import type { SourceLink } from './sourceLink.js';
import classes from './SourcePanel.module.css';
import { useSourceText } from './text.js';
import { TreeSource } from './TreeSource.js';
import { useSource } from './useSource.js';

const PdfSource = lazy(() => import('./PdfSource.js').then((part) => ({ default: part.PdfSource })));

/** A document at the cited place: the PDF's own page, anything else drawn anew from its Document tree. */
export function SourcePanel({ link }: { link: SourceLink }) {
  const { data, error, refetch } = useQuery(documentQuery(link.documentId));
  const version = data?.versions.find((one) => one.id === link.versionId);
  if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 401)
    return <Missing />;
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Frame title={null} where="" body={<Loading />} />;
  const isPdf = data.mediaType === 'application/pdf';
  const pages = version?.pages ?? data.pages;
  const parts = {
    head: (heading: string, page: number | null) => (
      <Head document={data} link={link} heading={heading} page={page} pages={pages} />
    ),
    foot: <Footer document={data} link={link} />,
  };
  return isPdf ? (
    <Suspense fallback={<Frame title={data.title} where="" body={<Loading />} />}>
      <PdfSource key={link.versionId} document={data} link={link} pages={pages} {...parts} />
    </Suspense>
  ) : (
    <TreeSource key={link.versionId} link={link} {...parts} />
  );
}

interface HeadProps {
  document: DocumentDetail;
  link: SourceLink;
  heading: string;
  page: number | null;
  pages: number | null;
}

function Head({ document, link, heading, page, pages }: HeadProps) {
  const text = useSourceText();
  const { language } = useLanguage();
  const { open } = useSource();
  const version = document.versions.find((one) => one.id === link.versionId);
  const live = document.versions.find((one) => one.live);
  const effective = version?.effectiveFrom ?? null;
  const where = [
    page === null ? null : text.pageOf(page, pages),
    heading || null,
    version ? text.version(version.number) : null,
    effective && text.revised(formatDate(effective, language)),
  ];
  return (
    <>
      <PanelHead title={document.title} lang={document.lang ?? undefined} where={where.filter(Boolean).join(' · ')} />
      {version && live && live.number > version.number && (
        <p className={classes.newer}>
          {text.newer(live.number)}{' '}
          <button
            type="button"
            className={classes.newerButton}
            onClick={() => open({ documentId: document.id, versionId: live.id, page: null })}
          >
            {text.openNewer}
          </button>
        </p>
      )}
    </>
  );
}

function Footer({ document, link }: { document: DocumentDetail; link: SourceLink }) {
  const text = useSourceText();
  return (
    <a className={classes.download} href={originalUrl(document.id, link.versionId, false)} download>
      <DownloadIcon size={16} />
      <span className={classes.toolName}>{text.download}</span>
    </a>
  );
}
