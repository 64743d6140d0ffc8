"""Arrays that grow at an end, by doubling, so that adding to them costs little however often it happens."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)

FIRST_ROOM = 1 << 12
"""Rows of a fresh array."""


def extended(array: NDArray[Scalar], used: int, more: NDArray[Scalar], axis: int = 0) -> NDArray[Scalar]:
    """Return the array, or a longer copy, with `more` written along an axis behind its first `used` rows."""
    needed, room = used + more.shape[axis], array.shape[axis]
    while room < needed:
        room *= 2
    if room > array.shape[axis]:
        array = np.concatenate([array, np.zeros_like(array, shape=_of_length(array, room, axis))], axis)
    np.moveaxis(array, axis, 0)[used:needed] = np.moveaxis(more, axis, 0)
    return array


def _of_length(array: NDArray[Scalar], room: int, axis: int) -> tuple[int, ...]:
    return tuple(room - size if number == axis else size for number, size in enumerate(array.shape))
