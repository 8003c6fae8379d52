"""Figures for whoever watches over the server: off by default, and never about people.

Labels are names out of our own code, so their number is known: endpoint, method, class of status.
Each worker counts into files of its own in `DATA_DIR/metrics`; an answer adds all of them up.
`prometheus_client` chooses that way when it is imported, so it is imported when first needed.
"""

import os
import shutil
from hmac import compare_digest
from time import perf_counter

from flask import Flask, Response, current_app, g, request

from participate.core.errors import NotFoundError
from participate.paths import data_dir
from participate.web.logs import method_named

#: How `prometheus_client` learns where workers count.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: Upper ends in seconds: from a page out of memory to the slowest we would put up with.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


def count_requests(app: Flask) -> None:
    """Count each answer of a server and how long it took, in an empty folder, if `METRICS` is on.

    For the server alone: a command beside it would empty the folder its workers count into.
    """
    if not app.config["METRICS"]:
        return
    folder = data_dir() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)  # the workers to come find it there
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415

    registry = CollectorRegistry()  # of this application: another one counts for itself
    answers = Counter(
        "participate_requests",
        "Answers, by endpoint, method and class of status.",
        ["endpoint", "method", "status"],
        registry=registry,
    )
    seconds = Histogram(
        "participate_request_seconds",
        "Seconds until an answer was ready.",
        buckets=BUCKETS,
        registry=registry,
    )

    @app.after_request
    def count(response: Response) -> Response:
        status = f"{response.status_code // 100}xx"
        answers.labels(request.endpoint or "none", method_named(), status).inc()
        seconds.observe(perf_counter() - g.get("began", perf_counter()))
        return response


def figures() -> Response:
    """Return what all workers counted, in the text format of Prometheus.

    Raises:
        NotFoundError: it is switched off, or the request does not bring the token that is set.
    """
    config = current_app.config
    sent = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {config['METRICS_TOKEN']}".encode()
    if not config["METRICS"] or (config["METRICS_TOKEN"] and not compare_digest(sent, wanted)):
        raise NotFoundError("metrics")
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry = CollectorRegistry()
    if FOLDER in os.environ:  # else it is no server of ours, and nobody counted
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    answer = Response(generate_latest(registry), content_type="text/plain; version=0.0.4")
    answer.headers["Cache-Control"] = "no-store"
    return answer
