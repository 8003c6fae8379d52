"""Numbers that arrive in an address or a form: those no database can hold name nothing."""

from collections.abc import Mapping

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, ValidationError

#: The largest id: PostgreSQL's integer ends here.
ID_MAX = 2**31 - 1


class IdConverter(IntegerConverter):
    """The `int` of our routes: a larger number than any id is no address of ours, status 404."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=ID_MAX)

    def to_python(self, value: str) -> int:
        """Return the number. Python itself refuses to read thousands of digits."""
        if len(value) > len(str(ID_MAX)):
            raise ValidationError
        number: int = super().to_python(value)
        return number


def bound_ids(app: Flask) -> None:
    """Let every `<int:…>` of a route end at `ID_MAX`. Call it before any route is added."""
    app.url_map.converters["int"] = IdConverter


def id_in(values: Mapping[str, str], name: str) -> int | None:
    """Return the id in a query string or a form, such as `id_in(request.args, "need")`.

    Returns:
        None when there is none, or what stands there is no id.
    """
    text = values.get(name, "")
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(ID_MAX)):
        return None
    number = int(text)
    return number if 0 < number <= ID_MAX else None
