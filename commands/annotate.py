"""`onrecord annotate`: JSON lines in, JSON lines out, without touching any table."""

import sys

import orjson

from commands.app import CommandError
from flows.settings import load_settings
from tasks.entities import load_recogniser
from tasks.stages.annotate import RequestError
from tasks.stages.annotate import annotate as annotate_one


def _not_annotated(request: object, why: str) -> dict[str, object]:
    return {"id": request.get("id") if isinstance(request, dict) else None, "error": why}


def annotate() -> None:
    """Read requests on standard input, a JSON object a line, and write a JSON object a line for each.

    A request is {"id", "text"}, or {"id", "html" or "html_base64", "url"}; with "as": "body" the whole text is taken as
    the article's body. What can't be annotated comes back as {"id", "error"}.
    """
    if sys.stdin.isatty():
        raise CommandError('annotate reads JSON lines: echo \'{"id": 1, "text": "..."}\' | onrecord annotate')
    recogniser = load_recogniser(load_settings().recogniser)
    out = sys.stdout.buffer
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        request: object = None
        try:
            request = orjson.loads(line)
            if not isinstance(request, dict):
                raise RequestError("it is not a JSON object")
            answer = annotate_one(request, recogniser)
        except (orjson.JSONDecodeError, RequestError) as error:
            answer = _not_annotated(request, f"line {number}: {error}")
        except Exception as error:  # noqa: BLE001 - one request's fault must not lose the others; it is answered
            answer = _not_annotated(request, f"line {number}: {type(error).__name__}: {error}")
        out.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
        out.flush()
