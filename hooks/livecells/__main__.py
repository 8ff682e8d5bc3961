"""`python -m livecells`."""

import sys

from livecells.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
