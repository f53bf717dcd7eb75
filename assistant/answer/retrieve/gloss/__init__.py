"""Questions in another language than the files, and misspelt ones. May import: answer.reader, answer.retrieve."""
