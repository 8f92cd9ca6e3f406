"""Where the frozen command `ruhu` starts; an installed one starts at the same function, by pyproject.toml.

It also starts itself as the process in which a foreign file is opened: `desktop.exchange.reading`, a bundle verified:
`desktop.exchange.verifying`, or a paper from anywhere is looked at: `desktop.sheets.foreign`.
"""

import sys

if sys.argv[1:2] == ["--read-aside"]:
    from desktop.exchange.reading import main
elif sys.argv[1:2] == ["--verify-aside"]:
    from desktop.exchange.verifying import main
elif sys.argv[1:2] == ["--look-aside"]:
    from desktop.sheets.foreign import main
else:
    from desktop.cli.main import main

main()
