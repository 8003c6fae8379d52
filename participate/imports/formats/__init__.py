"""The formats that can be brought in, by the name that `--format` takes."""

from participate.imports.formats import from_thf

FORMATS = {from_thf.FORMAT.key: from_thf.FORMAT}
