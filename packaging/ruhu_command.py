"""Where the frozen command `ruhu` starts; an installed one starts at the same function, by pyproject.toml.

It also starts itself as the process in which a foreign file is opened: `desktop.exchange.reading`.
"""

import sys

if sys.argv[1:2] == ["--read-aside"]:
    from desktop.exchange.reading import main
else:
    from desktop.cli.main import main

main()
