"""What is told about an answer, in words: its kind, steps, receipt, calculation, refusal. May import: chat."""
