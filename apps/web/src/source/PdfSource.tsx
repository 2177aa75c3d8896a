import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { originalUrl, pageQuery } from '../api/queries.js';
import type { Box, DocumentDetail, DocumentPage } from '../api/types.js';
import { ChevronLeftIcon, ChevronRightIcon, ExpandIcon } from '../icons/icons.js';
import { type ColumnFit, fitColumn, scrollToMark } from './fitColumn.js';
import classes from './PdfSource.module.css';
import { drawPage } from './pdf.js';
import type { SourceLink } from './sourceLink.js';
import { Failed, type SourceParts } from './SourceFrame.js';
import panel from './SourcePanel.module.css';
import { useSourceText } from './text.js';
import { useSize } from './useSize.js';
import { useSource } from './useSource.js';

interface PdfSourceProps extends SourceParts {
  document: DocumentDetail;
  link: SourceLink;
  pages: number | null;
}

/** A PDF's own page, zoomed to its text column and centred on the marked words; the span's quote stands above it. */
export function PdfSource({ document, link, pages, head, foot }: PdfSourceProps) {
  const text = useSourceText();
  const page = link.page ?? 1;
  const [wholePage, setWholePage] = useState(false);
  const { data, error, refetch } = useQuery(pageQuery(document.id, link.versionId, page, link.span));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  const quote = data ? quoteOnPage(data, link) : '';
  const placed = data !== undefined && data.marks.length > 0;
  return (
    <div className={panel.frame}>
      {head('', page)}
      {quote && (
        <blockquote className={panel.quote} lang={document.lang ?? undefined}>
          {`“${quote}”`}
        </blockquote>
      )}
      {data && link.span && quote && !placed && <p className={panel.notPlaced}>{text.notPlaced}</p>}
      {data ? (
        <PageView key={page} document={document} page={data} versionId={link.versionId} wholePage={wholePage} />
      ) : (
        <div className={panel.loading} role="status" aria-label={text.loading} />
      )}
      <div className={panel.foot}>
        <PageNavigation link={link} page={page} pages={data?.pages ?? pages} />
        <button type="button" className={classes.tool} onClick={() => setWholePage(!wholePage)}>
          <ExpandIcon size={16} />
          <span className={panel.toolName}>{wholePage ? text.zoom.column : text.zoom.page}</span>
        </button>
        {foot}
      </div>
    </div>
  );
}

/** The cited words, as far as they stand on this page. */
function quoteOnPage(page: DocumentPage, link: SourceLink): string {
  if (!link.span) return '';
  const from = Math.max(0, link.span.start - page.textStart);
  const to = Math.min(page.text.length, link.span.end - page.textStart);
  return to > from ? page.text.slice(from, to).replace(/\s+/g, ' ').trim() : '';
}

interface PageViewProps {
  document: DocumentDetail;
  page: DocumentPage;
  versionId: string;
  wholePage: boolean;
}

function PageView({ document, page, versionId, wholePage }: PageViewProps) {
  const text = useSourceText();
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const fit = size && fitColumn(page, size, wholePage);
  const failed = useCenteredPage(scroller, page, fit);
  return (
    <div className={classes.scroller} ref={scroller} tabIndex={0} role="region" aria-label={text.document}>
      {fit && !failed.value && (
        <div className={classes.sheet} style={{ width: page.width * fit.scale, height: page.height * fit.scale }}>
          <PageCanvas
            url={originalUrl(document.id, versionId, true)}
            page={page.page}
            scale={fit.scale}
            label={text.pageImage(document.title, page.page)}
            onFail={failed.set}
          />
          {page.marks.map((mark, index) => (
            <Mark key={index} box={mark} scale={fit.scale} />
          ))}
        </div>
      )}
      {failed.value && <p className={panel.notPlaced}>{text.notDrawn}</p>}
      <section
        aria-label={text.pageText(page.page)}
        lang={document.lang ?? undefined}
        className={failed.value ? classes.text : 'visually-hidden'}
      >
        {page.lines.map((line) => (
          <p key={line.start}>{line.text}</p>
        ))}
      </section>
    </div>
  );
}

/** Scrolls the first mark into the middle once the page has its size; tells whether drawing failed. */
function useCenteredPage(scroller: React.RefObject<HTMLDivElement | null>, page: DocumentPage, fit: ColumnFit | null) {
  const [failed, setFailed] = useState(false);
  const mark = page.marks[0];
  useEffect(() => {
    const element = scroller.current;
    if (!element || !fit) return;
    const place = scrollToMark(fit, mark, { width: element.clientWidth, height: element.clientHeight });
    element.scrollTo(place);
  }, [scroller, fit?.left, fit?.scale, mark, fit]);
  return { value: failed, set: () => setFailed(true) };
}

interface PageCanvasProps {
  url: string;
  page: number;
  scale: number;
  label: string;
  onFail(): void;
}

function PageCanvas({ url, page, scale, label, onFail }: PageCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const fail = useRef(onFail);
  useEffect(() => {
    fail.current = onFail;
  });
  useEffect(() => {
    if (!canvas.current) return undefined;
    return drawPage(canvas.current, { url, page, scale }, () => fail.current());
  }, [url, page, scale]);
  return <canvas ref={canvas} className={classes.canvas} role="img" aria-label={label} />;
}

function Mark({ box, scale }: { box: Box; scale: number }) {
  const place = {
    left: box.x * scale - 4,
    top: box.y * scale - 3,
    width: box.width * scale + 8,
    height: box.height * scale + 6,
  };
  return <div className={classes.mark} style={place} />;
}

function PageNavigation({ link, page, pages }: { link: SourceLink; page: number; pages: number | null }) {
  const text = useSourceText();
  const { move } = useSource();
  const go = (to: number) =>
    move({ documentId: link.documentId, versionId: link.versionId, page: to, ...(link.span ?? {}) });
  return (
    <nav className={classes.pages} aria-label={text.pageNavigation}>
      <button
        type="button"
        className={classes.tool}
        aria-label={text.previousPage}
        disabled={page <= 1}
        onClick={() => go(page - 1)}
      >
        <ChevronLeftIcon size={18} />
      </button>
      <span>{pages ? `${page} / ${pages}` : page}</span>
      <button
        type="button"
        className={classes.tool}
        aria-label={text.nextPage}
        disabled={pages !== null && page >= pages}
        onClick={() => go(page + 1)}
      >
        <ChevronRightIcon size={18} />
      </button>
    </nav>
  );
}
