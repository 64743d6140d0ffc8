"""`onrecord annotate`: JSON lines in, JSON lines out, without touching any table."""

import sys
from collections.abc import Iterator
from queue import Empty, Queue
from threading import Thread
from typing import BinaryIO

import orjson

from commands.app import CommandError
from flows.settings import load_settings
from tasks.entities import load_recogniser
from tasks.stages.annotate import RequestError
from tasks.stages.annotate import annotate as annotate_all
from tasks.stages.extract import BATCH

Line = tuple[int, bytes]


def _waiting_lines(stream: BinaryIO) -> Iterator[list[Line]]:
    """Yield lines with their numbers as they come: as many as wait, up to a batch, so that one alone is not held up."""
    read: Queue[Line | None] = Queue(2 * BATCH)

    def fill() -> None:
        try:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    read.put((number, line))
        finally:
            read.put(None)

    Thread(target=fill, daemon=True).start()
    last = False
    while not last:
        batch = [read.get()]
        try:
            while batch[-1] is not None and len(batch) < BATCH:
                batch.append(read.get_nowait())
        except Empty:
            pass
        last = batch[-1] is None
        yield [line for line in batch if line is not None]


def _parsed(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return error


def _not_annotated(request: object, number: int, error: Exception) -> dict[str, object]:
    told = (
        str(error) if isinstance(error, (orjson.JSONDecodeError, RequestError)) else f"{type(error).__name__}: {error}"
    )
    return {"id": request.get("id") if isinstance(request, dict) else None, "error": f"line {number}: {told}"}


def _line(answer: object, number: int) -> bytes:
    """Write an answer as a line; an id that is nested deeper than can be written makes it an error."""
    try:
        return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError as error:
        return _line(_not_annotated(None, number, RequestError(str(error))), number)


def annotate() -> None:
    """Read requests on standard input, a JSON object a line, and write a JSON object a line for each.

    A request is {"id", "text"}, or {"id", "html" or "html_base64", "url"}; with "as": "body" the whole text is taken as
    the article's body. What can't be annotated comes back as {"id", "error"}.
    """
    if sys.stdin.isatty():
        raise CommandError('annotate reads JSON lines: echo \'{"id": 1, "text": "..."}\' | onrecord annotate')
    recogniser = load_recogniser(load_settings().recogniser)
    out = sys.stdout.buffer
    for lines in _waiting_lines(sys.stdin.buffer):
        requests = [_parsed(line) for _, line in lines]
        for (number, _), request, answer in zip(lines, requests, annotate_all(requests, recogniser), strict=True):
            if isinstance(request, orjson.JSONDecodeError):
                answer = request
            if isinstance(answer, Exception):
                answer = _not_annotated(request, number, answer)
            out.write(_line(answer, number))
        out.flush()
