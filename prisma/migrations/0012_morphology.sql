-- Whose morphemes stand among a passage's terms, as the analyzer names itself; empty where no analyzer was asked (words and
-- 2-grams carry the passage then). Rows of another version can be told, and made again.
ALTER TABLE onggi.chunk_lexical ADD COLUMN analyzer text NOT NULL DEFAULT '';
