"""Plain text and what is written in it: Markdown, tables, cards, RTF. May import: ingest.parse."""
