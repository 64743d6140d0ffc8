"""Errors whose message is meant for the user. Any other is a fault of ours and keeps its traceback."""


class UserError(Exception):
    """Something that the user gave can't be used, or what was asked can't be done; the message says what to do."""

    exit_status = 2
    """Of a command that ends so: 2 when it can't be begun, 1 when it was carried out and failed."""
