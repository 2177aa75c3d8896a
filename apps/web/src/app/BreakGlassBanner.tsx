import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/client.js';
import { breakGlassQuery } from '../api/queries.js';
import { endBreakGlass } from '../api/shares.js';
import type { OpenBreakGlassGrant } from '../api/types.js';
import { WarningIcon } from '../icons/icons.js';
import { formatDateTime } from '../words/format.js';
import { useLanguage } from '../words/language.js';
import classes from './BreakGlassBanner.module.css';
import { mayAdminister, useMe } from './me.js';
import { useShellText } from './text.js';

/** Above every page while the platform may look into the company's content: who, why, until when. Administrators end it. */
export function BreakGlassBanner() {
  const text = useShellText();
  const grants = useQuery(breakGlassQuery).data ?? [];
  if (grants.length === 0) return null;
  return (
    <aside className={classes.banner} aria-label={text.breakGlass}>
      {grants.map((grant) => (
        <Grant key={grant.id} grant={grant} />
      ))}
    </aside>
  );
}

/** As the server names the installation's own key. */
const installation = 'machine';

function Grant({ grant }: { grant: OpenBreakGlassGrant }) {
  const text = useShellText();
  const { language } = useLanguage();
  const me = useMe();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => endBreakGlass(grant.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: breakGlassQuery.queryKey }),
  });
  const who = grant.openedBy === installation ? text.platformAdministrator : grant.openedBy;
  const { error } = end;
  return (
    <div className={classes.grant}>
      <WarningIcon size={18} />
      <div className={classes.words} role="status">
        <strong>{text.breakGlassOpen(who)}</strong>{' '}
        <span className={classes.terms}>
          {`${text.breakGlassReason(grant.reason)} · ${text.breakGlassUntil(formatDateTime(grant.expiresAt, language))}`}
        </span>
        {error && (
          <span role="alert">{` ${error instanceof ApiError ? `${error.message} ${error.remedy}` : error.message}`}</span>
        )}
      </div>
      {mayAdminister(me) && (
        <Button
          className={classes.end ?? ''}
          size="compact-sm"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {text.endBreakGlass}
        </Button>
      )}
    </div>
  );
}
