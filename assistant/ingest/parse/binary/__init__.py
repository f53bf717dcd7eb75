"""Reads the containers of Office before 2007 and of Outlook: .xls, .doc, .msg. May import: ingest.parse."""
