"""Two processes outside the seal for one address: a helper that carries bytes, and a dialer that connects it.

May import: config, sandbox."""
