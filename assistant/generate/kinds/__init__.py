"""How each generator is opened: a module for each name of the setting answers.generator.

May import: config, generate, sandbox."""
