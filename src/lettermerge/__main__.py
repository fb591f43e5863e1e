"""Run the command line: `python -m lettermerge`."""

from .cli import main

if __name__ == "__main__":
    main()
