import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ApiError } from '../api/client.js';
import { conversationQuery, conversationsQuery, corporaQuery, expertsQuery, meQuery } from '../api/queries.js';
import { ChatPage } from '../routes/chat/ChatPage.js';
import { validateDocumentsSearch } from '../routes/documents/documentsSearch.js';
import { SignInPage } from '../routes/sign-in/SignInPage.js';
import { validateSourceSearch } from '../source/sourceLink.js';
import { LoadFailed, NotFound, Pending } from './Messages.js';
import { Shell } from './Shell.js';

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ notFoundComponent: NotFound });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === 'string' && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {},
  component: SignInPage,
});

/** What the first page will need is asked for beside the question of who is there, not after it. */
function readAhead(queries: QueryClient, path: string): void {
  void queries.prefetchQuery(expertsQuery);
  void queries.prefetchQuery(corporaQuery);
  void queries.prefetchQuery(conversationsQuery);
  const conversation = /^\/c\/([^/]+)$/.exec(path)?.[1];
  if (conversation) void queries.prefetchQuery(conversationQuery(decodeURIComponent(conversation)));
}

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    if (context.queryClient.getQueryData(meQuery.queryKey) === undefined)
      readAhead(context.queryClient, location.pathname);
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
      }
      throw error;
    }
  },
});

/** One component for a new and a stored conversation: sending the first question must not draw the page anew. */
const chatRoute = createRoute({
  getParentRoute: () => shellRoute,
  id: 'chat',
  component: ChatPage,
  validateSearch: validateSourceSearch,
});
const newChatRoute = createRoute({ getParentRoute: () => chatRoute, path: '/' });
const conversationRoute = createRoute({ getParentRoute: () => chatRoute, path: '/c/$conversation' });

const libraryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/library',
  validateSearch: validateDocumentsSearch,
  component: lazyRouteComponent(() => import('../routes/documents/pages.js'), 'LibraryPage'),
});
const adminDocumentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/documents',
  validateSearch: validateDocumentsSearch,
  component: lazyRouteComponent(() => import('../routes/documents/pages.js'), 'AdminDocumentsPage'),
});

const sharingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/sharing',
  component: lazyRouteComponent(() => import('../routes/sharing/SharingPage.js'), 'SharingPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    chatRoute.addChildren([newChatRoute, conversationRoute]),
    libraryRoute,
    adminDocumentsRoute,
    sharingRoute,
  ]),
]);

/** The pages and what must be known before each is shown. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultErrorComponent: LoadFailed,
    defaultPendingComponent: Pending,
    defaultPendingMs: 300,
  });
}
