"""What Flask itself can do: routes that answer with so many bytes, and nothing else."""

from flask import Flask, Response, request


def bare() -> Flask:
    """Build the application that the product is measured against."""
    app = Flask(__name__, static_folder=None)
    pages: dict[int, bytes] = {}

    @app.get("/page/<int:size>")
    def page(size: int) -> Response:
        return Response(pages.setdefault(size, b"x" * size), content_type="text/html")

    @app.get("/known")
    def known() -> Response:
        answer = Response()
        answer.set_etag("1.0.de")
        return answer.make_conditional(request)

    @app.post("/form/<int:size>")
    def form(size: int) -> Response:
        values = request.form.to_dict()
        assert values, "a form without a field"
        return Response(pages.setdefault(size, b"x" * size), content_type="text/html")

    return app
