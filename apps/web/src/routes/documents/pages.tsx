import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Corpus } from '../../api/types.js';
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
            {!corpus?.readOnly && (
              <UploadButton disabled={corpus === null} onClick={() => corpus && setUploading({ corpus, files: [] })} />
            )}
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
        <UploadDialog corpus={uploading.corpus} dropped={uploading.files} onClose={() => setUploading(null)} />
      )}
    </>
  );
}
