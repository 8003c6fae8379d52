"""What the program says about itself, one line each on the error output: never about people.

A line holds names out of our own code, numbers and moments. What a request carries (addresses,
cookies, codes, typed text) is never handed to a logger; what an exception says may quote some of
it, so a line names an exception's kind and place, and leaves its message out.
"""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from participate.core.clock import now

#: How a line is written: `JSON` for machines; `PLAIN` is `key=value` for both.
JSON, PLAIN = "json", "plain"
#: Calls that a line keeps, counted from where it broke.
CALLS_MAX = 15
#: A program of ours logs from `INFO` on, what we build on from `WARNING`.
OURS = "participate"


def log_to_stderr(style: str) -> None:
    """Send every line of this process to the error output, in the given style."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(style))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a line that cannot be written is not printed in another way
    logging.getLogger(OURS).setLevel(logging.INFO)


def formatter(style: str) -> ProcessorFormatter:
    """Return what turns a record into a line, whoever logged it."""
    return ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars],
        processors=[
            name_moment_and_level,
            name_exception,
            ProcessorFormatter.remove_processors_meta,
            _renderer(style),
        ],
    )


def _renderer(style: str) -> Processor:
    if style == JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(
        key_order=["at", "level", "event"], drop_missing=True
    )


def name_moment_and_level(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Say when, in UTC to the millisecond, how bad it is, and who says so if not we."""
    record: logging.LogRecord = line["_record"]
    line["at"] = now().isoformat(timespec="milliseconds")
    line["level"] = record.levelname.lower()
    if not record.name.startswith(OURS):
        line["logger"] = record.name
    return line


def name_exception(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Put the kind of an exception and where it happened in the place of all that it says."""
    info = line.pop("exc_info", None)
    line.pop("stack_info", None)
    if (record := line.get("_record")) is not None:  # somebody else's, or logging adds it itself
        info = info or record.exc_info
        record.exc_info = record.exc_text = record.stack_info = None
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        chain = chain_of(error)
        line["error"] = " < ".join(f"{type(e).__module__}.{type(e).__qualname__}" for e in chain)
        line["calls"] = " < ".join(
            [call for one in reversed(chain) for call in calls_of(one.__traceback__)][:CALLS_MAX]
        )
    return line


def chain_of(error: BaseException) -> list[BaseException]:
    """Return an exception and those that led to it, the first cause last."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and len(chain) < CALLS_MAX:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain


def calls_of(trace: TracebackType | None) -> list[str]:
    """Return where each call was, such as `ideas/actions.py:33 submit_idea`, the last one first.

    Paths are shortened to two parts: where a program lies on a machine is nobody's business.
    """
    calls = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    return [
        f"{'/'.join(Path(call.filename).parts[-2:])}:{call.lineno} {call.name}"
        for call in calls[: -CALLS_MAX - 1 : -1]
    ]


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.contextvars.merge_contextvars,
        name_exception,
        ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
