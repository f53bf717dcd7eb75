"""Cells of tables as typed columns, tables as sheets, words as tables know them. May import: domain, text."""
