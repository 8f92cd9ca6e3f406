"""Every job without a window: the command `ruhu`, a module per group of commands."""
