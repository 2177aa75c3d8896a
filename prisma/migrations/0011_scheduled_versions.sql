-- A version that is processed and whose day has not come: hidden like any other that is not live, its passages kept. On its
-- day it is published in place of the one before (libs/corpus/src/versions/due-versions.ts).
ALTER TABLE onggi.document_version
  DROP CONSTRAINT document_version_status_check,
  ADD CONSTRAINT document_version_status_check
    CHECK (status IN ('waiting', 'processing', 'scheduled', 'published', 'retired', 'rejected', 'quarantined'));
CREATE INDEX document_version_scheduled ON onggi.document_version (tenant_id, effective_from, document_id)
  WHERE status = 'scheduled';
