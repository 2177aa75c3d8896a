import { useSuspenseQuery } from '@tanstack/react-query';
import { meQuery } from '../api/queries.js';
import type { Me } from '../api/types.js';

/** Who is signed in. Only below the shell route, which has made sure of it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether this person may add and manage documents. */
export const mayCurate = (me: Me) => me.role === 'curator' || me.role === 'admin';

/** Whether this person administers the company. */
export const mayAdminister = (me: Me) => me.role === 'admin';
