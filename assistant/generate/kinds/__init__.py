"""How each generator is opened: one file for each name of the setting answers.generator.

May import: config, generate, sandbox."""
