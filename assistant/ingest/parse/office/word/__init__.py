"""The parts of a Word document: the text of its runs, numbers, tables, comments. May import: ingest.parse."""
