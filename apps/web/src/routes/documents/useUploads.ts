import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { activeJobsQuery } from '../../api/queries.js';
import { Uploads } from './uploads.js';

let uploads: Uploads | null = null;

/** The uploads of this visit, one for all pages. */
function uploadsOf(queries: QueryClient): Uploads {
  uploads ??= new Uploads(() => {
    void queries.invalidateQueries({ queryKey: ['documents'] });
    void queries.invalidateQueries({ queryKey: ['corpora'] });
  });
  return uploads;
}

/** What is being uploaded, and the way to upload more. */
export function useUploads(): Uploads {
  return uploadsOf(useQueryClient());
}

/** The running uploads as they change; those begun before this page was loaded are found and followed too. */
export function useUploadsState() {
  const store = useUploads();
  const { data } = useQuery(activeJobsQuery);
  useEffect(() => {
    for (const job of data ?? []) void store.watch(job);
  }, [data, store]);
  return useSyncExternalStore(store.subscribe, store.snapshot);
}
