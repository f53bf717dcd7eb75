"""Models packed in 4 bits with their tokenizer into one file (format E5S1). May import: models.onnx, disk."""
