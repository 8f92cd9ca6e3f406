"""`python -m desktop`: the same as the command `ruhu`."""

from desktop.cli.main import main

main()
