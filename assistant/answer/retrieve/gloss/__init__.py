"""Questions in another language than the files, and misspelt ones, made searchable. May import: answer.reader, answer.retrieve."""
