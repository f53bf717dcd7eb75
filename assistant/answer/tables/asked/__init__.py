"""What a question asks of tables, before any table is looked at. May import: answer.tables.cells."""
