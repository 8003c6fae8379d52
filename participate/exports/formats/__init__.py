"""Ways to write a sheet: one module per format, all listed here.

To add one: copy the nearest module, give it a `FORMAT`, and list it here.
`tests/exports/test_every_format.py` then holds it to what all formats promise.
"""

from participate.exports.formats import as_csv, as_json, as_xlsx
from participate.exports.sheet import Format

FORMATS: dict[str, Format] = {
    one.key: one for one in (as_csv.FORMAT, as_json.FORMAT, as_xlsx.FORMAT)
}
