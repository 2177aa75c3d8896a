import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { request } from './client.js';
import type {
  Conversation,
  ConversationSummary,
  Corpus,
  DemoAccount,
  DocumentDetail,
  DocumentList,
  DocumentPage,
  DocumentTree,
  Expert,
  Group,
  Job,
  Me,
  OpenBreakGlassGrant,
  Share,
  SignInProvider,
  WaysIn,
} from './types.js';

/** What the pages read, each with the key under which it is cached. Language-dependent ones are refetched on a switch. */
export const demoAccountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: async ({ signal }) =>
    (await request<{ accounts: DemoAccount[] }>('/api/v1/accounts/demo', { signal })).accounts,
});

/** How one may sign in here. */
export const waysInQuery = queryOptions({
  queryKey: ['ways-in'],
  queryFn: ({ signal }) => request<WaysIn>('/api/v1/sign-in', { signal }),
});

/** Companies whose people sign in elsewhere. */
export const signInProvidersQuery = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: async ({ signal }) =>
    (await request<{ providers: SignInProvider[] }>('/api/v1/session/providers', { signal })).providers,
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => request<Me>('/api/v1/me', { signal }),
  staleTime: 5 * 60_000,
});

/** The groups of one's company, for those who choose who may read a document. */
export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async ({ signal }) => (await request<{ groups: Group[] }>('/api/v1/groups', { signal })).groups,
  staleTime: 60_000,
});

export const expertsQuery = queryOptions({
  queryKey: ['experts'],
  queryFn: async ({ signal }) => (await request<{ experts: Expert[] }>('/api/v1/experts', { signal })).experts,
  staleTime: 60_000,
});

export const corporaQuery = queryOptions({
  queryKey: ['corpora'],
  queryFn: async ({ signal }) => (await request<{ corpora: Corpus[] }>('/api/v1/corpora', { signal })).corpora,
  staleTime: 30_000,
});

/** What affiliates open to each other, given and received: for administrators. */
export const sharesQuery = queryOptions({
  queryKey: ['shares', 'corpora'],
  queryFn: async ({ signal }) => (await request<{ shares: Share[] }>('/api/v1/corpus-shares', { signal })).shares,
});

/** Second posts and secondments, given and received: for administrators. */
export const postsQuery = queryOptions({
  queryKey: ['shares', 'posts'],
  queryFn: async ({ signal }) => (await request<{ posts: Share[] }>('/api/v1/posts', { signal })).posts,
});

/** Whether the platform may look in now; asked again each half minute, for it begins and ends without us. */
export const breakGlassQuery = queryOptions({
  queryKey: ['break-glass'],
  queryFn: async ({ signal }) =>
    (await request<{ grants: OpenBreakGlassGrant[] }>('/api/v1/break-glass/open', { signal })).grants,
  refetchInterval: 30_000,
});

export const conversationsQuery = queryOptions({
  queryKey: ['conversations'],
  queryFn: async ({ signal }) =>
    (await request<{ conversations: ConversationSummary[] }>('/api/v1/conversations', { signal })).conversations,
});

/** One conversation with its stored answers. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => request<Conversation>(`/api/v1/conversations/${encodeURIComponent(id)}`, { signal }),
    staleTime: Infinity,
  });

export interface DocumentFilter {
  corpus: string;
  query: string;
  status: string;
}

const documentsPerRequest = 100;

/** The documents of a corpus that match, page after page. */
export const documentsQuery = (filter: DocumentFilter) =>
  infiniteQueryOptions({
    queryKey: ['documents', filter.corpus, filter.query, filter.status],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ first: String(documentsPerRequest) });
      if (filter.query) search.set('query', filter.query);
      if (filter.status) search.set('status', filter.status);
      if (pageParam) search.set('after', pageParam);
      const path = `/api/v1/corpora/${encodeURIComponent(filter.corpus)}/documents?${search}`;
      return request<DocumentList>(path, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ['document', id],
    queryFn: ({ signal }) => request<DocumentDetail>(`/api/v1/documents/${encodeURIComponent(id)}`, { signal }),
    staleTime: 60_000,
    retry: false,
  });

const versionPath = (documentId: string, versionId: string, part: string) =>
  `/api/v1/documents/${encodeURIComponent(documentId)}/${part}?version=${encodeURIComponent(versionId)}`;

/** The Document tree of one version; a version never changes. */
export const treeQuery = (documentId: string, versionId: string) =>
  queryOptions({
    queryKey: ['tree', documentId, versionId],
    queryFn: ({ signal }) => request<DocumentTree>(versionPath(documentId, versionId, 'tree'), { signal }),
    staleTime: Infinity,
    retry: false,
  });

/** Text, lines and marks of one page; marks are the boxes of the span on it. */
export const pageQuery = (
  documentId: string,
  versionId: string,
  page: number,
  span: { start: number; end: number } | null,
) =>
  queryOptions({
    queryKey: ['page', documentId, versionId, page, span?.start, span?.end],
    queryFn: ({ signal }) =>
      request<DocumentPage>(
        versionPath(documentId, versionId, `pages/${page}`) + (span ? `&start=${span.start}&end=${span.end}` : ''),
        { signal },
      ),
    staleTime: Infinity,
    retry: false,
  });

/** Where the bytes of one version lie; `inline` is for the PDF view, else the browser saves them. */
export function originalUrl(documentId: string, versionId: string, inline: boolean): string {
  return versionPath(documentId, versionId, 'original') + (inline ? '&inline=1' : '');
}

export const activeJobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: async ({ signal }) => (await request<{ jobs: Job[] }>('/api/v1/jobs?active=true', { signal })).jobs,
});
