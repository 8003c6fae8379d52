"""The formats that can be brought in, by the name that `--format` takes."""

from participate.imports.formats import from_kita_csv, from_thf

FORMATS = {from_thf.FORMAT.key: from_thf.FORMAT}
#: Those that hold offers: each has a `KEY` and a `read`, too.
OFFER_FORMATS = {from_kita_csv.KEY: from_kita_csv.read}
