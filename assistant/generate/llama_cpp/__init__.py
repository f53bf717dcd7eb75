"""The llama.cpp generator, whose engine is a child process. May import: generate, models, sandbox."""
