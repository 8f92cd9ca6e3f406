"""Where the frozen command `ruhu` starts; an installed one starts at the same function, by pyproject.toml."""

from desktop.cli.main import main

main()
