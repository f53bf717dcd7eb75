"""Values in text: sums of money, numbers, dates and lengths of time, with where they stand.

May import: answer.reader."""
