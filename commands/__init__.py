"""The command line, a module a command; each is imported when it is called, so that every one starts fast."""

from commands.app import main

__all__ = ["main"]
