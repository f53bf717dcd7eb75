"""What the models cost and how well they do: embedding, writing, reading, starting again."""
