/** A place in one version of a document, as it stands in the address: ?source=document@version.page&span=start-end */
export interface SourceLink {
  documentId: string;
  versionId: string;
  page: number | null;
  span: Span | null;
}

/** UTF-16 offsets into the version's text; the end is the first offset behind it. */
export interface Span {
  start: number;
  end: number;
}

/** The two search parameters of the address; both are missing when no source is open. */
export interface SourceSearch {
  source?: string;
  span?: string;
}

/** The parameters that open this place. */
export function sourceSearch(link: {
  documentId: string;
  versionId: string;
  page: number | null;
  start?: number;
  end?: number;
}): SourceSearch {
  const page = link.page === null ? '' : `.${link.page}`;
  return {
    source: `${link.documentId}@${link.versionId}${page}`,
    ...(link.start === undefined || link.end === undefined ? {} : { span: `${link.start}-${link.end}` }),
  };
}

/** The place that the parameters name; null when there is none or it can't be read. */
export function parseSource(search: SourceSearch): SourceLink | null {
  const source = /^([\w-]+)@([\w-]+)(?:\.(\d{1,6}))?$/.exec(search.source ?? '');
  if (!source?.[1] || !source[2]) return null;
  const span = /^(\d{1,12})-(\d{1,12})$/.exec(search.span ?? '');
  const range = span ? { start: Number(span[1]), end: Number(span[2]) } : null;
  return {
    documentId: source[1],
    versionId: source[2],
    page: source[3] ? Math.max(1, Number(source[3])) : null,
    span: range && range.end > range.start ? range : null,
  };
}

/** Keeps only what the address may say about a source; other parameters pass by. */
export function validateSourceSearch(search: Record<string, unknown>): SourceSearch {
  return {
    ...(typeof search.source === 'string' ? { source: search.source } : {}),
    ...(typeof search.span === 'string' ? { span: search.span } : {}),
  };
}
