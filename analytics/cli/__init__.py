"""The `dataloupe` command. Each module here is one subcommand: its docstring is the help, `add_arguments` and `run` the
rest.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from analytics import __version__
from analytics.errors import DataloupeError

COMMANDS = ("build", "inspect", "serve", "sql", "info", "train", "export", "apply", "report", "sample")
BAD_INPUT = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 2 for input that cannot be used (one line on stderr), 130
    interrupted.
    """
    arguments = parser().parse_args(argv)
    try:
        arguments.run(arguments)
        sys.stdout.flush()
    except DataloupeError as error:
        return _say(str(error), BAD_INPUT)
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # a full disk, a directory we may not write to
        return _say(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", BAD_INPUT)
    except KeyboardInterrupt:
        return _say("interrupted - the same command continues from here", INTERRUPTED)
    return 0


def parser() -> argparse.ArgumentParser:
    """The parser of all commands, which imports none of what they need."""
    top = argparse.ArgumentParser(
        prog="dataloupe",
        description="Understand text data - training corpora and LLM user logs - in a dashboard on your own machine.",
    )
    top.add_argument("--version", action="version", version=f"dataloupe {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = import_module(f"analytics.cli.{name}")
        summary, _, details = (module.__doc__ or "").partition("\n")
        command = commands.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=details.strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return top


def _say(line: str, code: int) -> int:
    print(f"dataloupe: {' '.join(line.split())}", file=sys.stderr)
    return code
