"""The commands that belong to the house itself. Each module has HELP, `arguments(parser)` and `run(options)`; nothing
of Django is imported before the environment is set."""
