"""The `dataloupe` command. Each module of `analytics.cli.commands` is one subcommand.

Its docstring is the help: the first line for the list of commands, all of it for the command itself. `add_arguments`
declares its arguments, and `run` runs it and gives an exit code, if it has one of its own. `BAD_INPUT` is its exit code
for bad input, where that is not 2.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from analytics import __version__
from analytics.cli import commands
from analytics.errors import DataloupeError

BAD_INPUT = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 bad input (one line on stderr), 130 interrupted; or the code
    that the command gives.
    """
    arguments, unknown = parser().parse_known_args(argv)
    if unknown:
        arguments.command.error(f"unrecognized arguments: {' '.join(unknown)}")
    code: int | None = 0
    try:
        code = arguments.run(arguments)
        sys.stdout.flush()
    except DataloupeError as error:
        return _fail(str(error), arguments.command.bad_input)
    except BrokenPipeError:  # the reader, such as `head`, has stopped reading
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # a full disk, a directory without write permission
        file = f": {error.filename}" if error.filename else ""
        return _fail(f"{error.strerror or error}{file}", arguments.command.bad_input)
    except KeyboardInterrupt:
        return _fail("Interrupted. Run the same command again to continue.", INTERRUPTED)
    return code or 0


def parser() -> argparse.ArgumentParser:
    """The parser of all commands. It imports none of the packages that the commands need."""
    top = argparse.ArgumentParser(
        prog="dataloupe",
        description="Understand text data - training corpora and LLM user logs - in a dashboard on your own machine.",
        epilog="Start with: dataloupe build FILES --workspace DIR, then: dataloupe serve DIR",
    )
    top.add_argument("--version", action="version", version=f"dataloupe {__version__}")
    subparsers = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_CommandParser)
    for name in command_names():
        module = import_module(f"analytics.cli.commands.{name}")
        summary, _, details = (module.__doc__ or "").partition("\n")
        command = subparsers.add_parser(
            name.replace("_", "-"),
            help=summary,
            description=summary,
            epilog=details.strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.bad_input = getattr(module, "BAD_INPUT", BAD_INPUT)
        command.set_defaults(run=module.run, command=command)
    return top


def command_names() -> list[str]:
    """The names of all commands, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))


class _CommandParser(argparse.ArgumentParser):
    """The parser of a command, which ends with the command's own code for bad input."""

    bad_input = BAD_INPUT

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(self.bad_input, f"{self.prog}: error: {message}\n")


def _fail(line: str, code: int) -> int:
    print(f"dataloupe: {' '.join(line.split())}", file=sys.stderr)
    return code
