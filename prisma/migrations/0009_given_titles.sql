-- A sender that knows the title and the language of a file says so; NULL leaves both to the parser. An empty title is one.
ALTER TABLE onggi.document_version
  ADD COLUMN given_title text,
  ADD COLUMN given_language text CHECK (given_language IN ('ko', 'en'));
