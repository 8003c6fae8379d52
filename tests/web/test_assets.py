"""Files get a name for their content, are stored compressed, and asked for by that name alone."""

import gzip
import json
import re

import brotli
import pytest

from participate.config import ConfigurationError
from participate.paths import data_dir, resource_dir
from participate.web.assets import (
    Asset,
    Assets,
    build,
    digest_name,
    with_digest_names,
)

FACE = '@font-face { font-family: "Fira Sans"; src: url("fonts/Fira.woff2") }'


@pytest.fixture
def packages():
    return data_dir() / "assets"


@pytest.fixture
def ours(tmp_path):
    folder = tmp_path / "ours"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "town.css").write_text(
        '@font-face { src: url("fonts/FiraSans-Regular.woff2") }'
    )
    return folder


def test_style_sheets_ask_for_nothing_that_is_not_built(packages, tmp_path):
    manifest = build(packages, resource_dir("static"), tmp_path)
    for served_as in manifest.values():
        if served_as.endswith(".css"):
            css = (tmp_path / served_as).read_text()
            asked = re.findall(r"""url\(\s*["']?([^"')]*)""", css) + re.findall("@import.*", css)
            assert {url for url in asked if not url.startswith("data:")} <= set(manifest.values())


def test_our_fonts_get_the_name_with_the_digest():
    assert 'url("Fira.0a1b.woff2")' in with_digest_names(FACE, {"Fira.woff2": "Fira.0a1b.woff2"})


def test_a_font_nobody_built_is_an_error():
    with pytest.raises(KeyError):
        with_digest_names(FACE, {})


def test_pictures_within_a_style_sheet_stay_as_they_are():
    css = """a { mask: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E") }"""
    assert with_digest_names(css, {}) == css


def test_another_content_is_another_name():
    first, second = digest_name("a.min.css", b"1"), digest_name("a.min.css", b"2")
    assert re.fullmatch(r"a\.min\.[0-9a-f]{12}\.css", first)
    assert first != second


def test_a_build_names_the_font_that_it_made(packages, ours, tmp_path):
    manifest = build(packages, ours, tmp_path / "built")
    css = (tmp_path / "built" / manifest["town.css"]).read_text()
    assert manifest["FiraSans-Regular.woff2"] in css


def test_compressed_twins_hold_the_same(packages, ours, tmp_path):
    build(packages, ours, tmp_path)
    for asset in Assets.read(tmp_path).files.values():
        plain = asset.encodings["identity"]
        if "gzip" in asset.encodings:
            assert gzip.decompress(asset.encodings["gzip"]) == plain
            assert brotli.decompress(asset.encodings["br"]) == plain
        else:
            assert asset.content_type == "font/woff2"


def test_building_twice_changes_no_file(packages, ours, tmp_path):
    def state():
        return {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    build(packages, ours, tmp_path)
    first = state()
    build(packages, ours, tmp_path)
    assert state() == first


def test_a_missing_build_says_what_to_do(tmp_path):
    with pytest.raises(ConfigurationError, match="make setup"):
        Assets.read(tmp_path)


def test_a_build_with_a_hole_says_what_to_do(packages, ours, tmp_path):
    manifest = build(packages, ours, tmp_path)
    (tmp_path / manifest["town.css"]).unlink()
    with pytest.raises(ConfigurationError, match="make setup"):
        Assets.read(tmp_path)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("", "identity"),
        ("deflate, *;q=0.1", "identity"),
    ],
)
def test_a_browser_gets_the_smallest_it_can_read(accepted, chosen):
    asset = Asset("text/css", {"br": b"1", "gzip": b"22", "identity": b"333"})
    assert asset.best_of(accepted) == (chosen, asset.encodings[chosen])


def test_a_font_has_no_compressed_twin_to_offer():
    assert Asset("font/woff2", {"identity": b"font"}).best_of("br, gzip") == ("identity", b"font")


def test_what_the_application_serves_was_built_from_what_lies_there(app):
    """After a change to a style sheet: `make setup`."""
    built = json.loads((data_dir() / "static" / "manifest.json").read_text())
    ours = {path.name for path in resource_dir("static").rglob("*") if path.is_file()}
    assert ours <= set(built)
