"""Tables of answers without a face."""
