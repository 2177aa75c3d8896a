-- Which chunker cut a version into passages, so that an evaluation run says what it searched; 0: one from before it was written down.
ALTER TABLE onggi.document_version ADD COLUMN chunker smallint NOT NULL DEFAULT 0;
