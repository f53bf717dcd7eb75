"""OpenDocument: its packages, the blocks in them, spreadsheets and slides. May import: ingest.parse."""
