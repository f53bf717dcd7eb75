"""Plain text and formats based on it: Markdown, tables, cards, RTF. May import: ingest.parse."""
