"""Web pages and e-mails. May import: ingest.parse."""
