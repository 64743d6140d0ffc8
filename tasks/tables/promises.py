"""What the tables promise, and what happens when they don't keep it."""

from collections.abc import Mapping

from tasks.errors import UserError


class BrokenPromise(UserError):  # noqa: N818 - named for what it means to a user
    """Tables that were made are not consistent, so they are not used; the message lists what is wrong."""

    exit_status = 1


def told(broken: Mapping[str, int]) -> str:
    """Tell promises, given with the number of rows that break each. Those that are kept are left out."""
    return "; ".join(f"{promise}: {rows} rows break it" for promise, rows in broken.items() if rows)


def demand(broken: Mapping[str, int]) -> None:
    """Insist on promises, given with the number of rows that break each.

    Raises:
        BrokenPromise: There are any.
    """
    if message := told(broken):
        raise BrokenPromise(message)
