-- An upload that is still to be processed: the file as it came, and why it could not be.
ALTER TABLE media_attachments ADD COLUMN source_key TEXT;
ALTER TABLE media_attachments ADD COLUMN problem TEXT;
