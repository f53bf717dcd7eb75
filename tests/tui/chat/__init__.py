"""The conversation: questions, answers and sources, kept conversations, typing, and the line conversation."""
