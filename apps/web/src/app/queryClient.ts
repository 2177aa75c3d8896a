import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/client.js';
import { meQuery } from '../api/queries.js';

/**
 * The one cache of what the pages have read. What the server refuses is not asked again; a lost connection is, twice.
 * @param onSignedOut called when the session turns out to have ended
 */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (!(error instanceof ApiError) || error.status !== 401) return;
    if (client.getQueryData(meQuery.queryKey) === undefined) return;
    client.removeQueries({ queryKey: meQuery.queryKey });
    onSignedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => error instanceof ApiError && error.code === 'network' && count < 2,
        // The pages say themselves when the network is gone; a paused request would look like an endless wait.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
