import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { meQuery } from '../../api/queries.js';
import type { Me } from '../../api/types.js';

/** Goes in as whoever has signed in: to the page that was asked for, or to a new chat. */
export function useEntrance(): (me: Me) => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const { next } = useSearch({ from: '/sign-in' });
  return async (me) => {
    queries.clear();
    queries.setQueryData(meQuery.queryKey, me);
    if (next) router.history.push(next);
    else await navigate({ to: '/' });
  };
}
