"""Texts to vectors. May import: models.onnx, domain, text."""
