"""How well passages are found and questions are answered. May import: answer, models."""
