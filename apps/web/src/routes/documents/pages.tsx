import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Corpus, DocumentList } from '../../api/types.js';
import type { UploadFile } from '../../api/uploads.js';
import { mayCurate, useMe } from '../../app/me.js';
import { NoPermission } from '../../app/Messages.js';
import { CreateCorpus } from './CreateCorpus.js';
import { DocumentsView, UploadButton } from './DocumentsView.js';
import { filesOfDrop } from './readDrop.js';
import { useDocumentsText } from './text.js';
import { UploadDialog } from './UploadDialog.js';

/** What one may read, for everyone. */
export function LibraryPage() {
  const text = useDocumentsText();
  return <DocumentsView title={text.libraryTitle} manages={false} />;
}

/** Documents, their state and access, and uploads: for curators and administrators. */
export function AdminDocumentsPage() {
  return mayCurate(useMe()) ? <AdminDocuments /> : <NoPermission />;
}

function AdminDocuments() {
  const text = useDocumentsText();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [uploading, setUploading] = useState<{ corpus: Corpus; files: UploadFile[] } | null>(null);
  const knownGroups = useKnownGroups();
  return (
    <>
      <DocumentsView
        title={text.adminTitle}
        manages
        actions={(corpus) => (
          <>
            <Button size="compact-md" variant="default" onClick={() => setCreating(true)}>
              {text.newCorpus}
            </Button>
            <UploadButton disabled={corpus === null} onClick={() => corpus && setUploading({ corpus, files: [] })} />
          </>
        )}
        onDrop={(corpus, transfer) =>
          void filesOfDrop(transfer).then((files) => files.length > 0 && setUploading({ corpus, files }))
        }
      />
      {creating && (
        <CreateCorpus
          onClose={() => setCreating(false)}
          onCreated={(corpus) => {
            setCreating(false);
            void navigate({ to: '/admin/documents', search: { corpus } });
          }}
        />
      )}
      {uploading && (
        <UploadDialog
          corpus={uploading.corpus}
          dropped={uploading.files}
          knownGroups={knownGroups}
          onClose={() => setUploading(null)}
        />
      )}
    </>
  );
}

/** Groups that documents seen on this page are shown to: a curator may choose them again. */
function useKnownGroups(): string[] {
  const lists = useQueryClient().getQueriesData<{ pages: DocumentList[] }>({ queryKey: ['documents'] });
  const documents = lists.flatMap(([, data]) => data?.pages ?? []).flatMap((page) => page.documents);
  return [...new Set(documents.flatMap((document) => document.access.groups))].sort();
}
