"""What stands around a sentence and decides what it speaks of: headings, records, labels. May import: answer.reader."""
