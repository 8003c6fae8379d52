"""The picture that others show beside a link (Open Graph): what it is about, and whose it is."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont, truetype

#: What readers of links expect, in pixels.
SIZE = (1200, 630)
MARGIN = 80
#: The longest title that is drawn, in lines; more ends with an ellipsis.
LINES = 4
TITLE, SMALL = 72, 38
#: KERN's violet, orange and green of the mark; its paper, ink and grey.
VIOLET, ORANGE, GREEN = "#9533be", "#9e5c00", "#007328"
PAPER, INK, GREY = "#fffaf5", "#131525", "#454b6b"


@lru_cache(maxsize=64)
def card(over: str, title: str, below: str, *, regular: bytes, bold: bytes) -> bytes:
    """Return a PNG with a title, a line over it and a line below.

    Args:
        over: small, over the title; one line, cut at the edge.
        title: large, up to `LINES` lines.
        below: small, at the foot beside the mark.
        regular: a font file for the small lines.
        bold: a font file for the title.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    small, large = truetype(BytesIO(regular), SMALL), truetype(BytesIO(bold), TITLE)
    width = SIZE[0] - 2 * MARGIN
    pen.text((MARGIN, MARGIN - 10), cut(over, small, width), font=small, fill=GREY)
    top = MARGIN + SMALL + 24
    for line in wrapped(title, large, width):
        pen.text((MARGIN, top), line, font=large, fill=INK)
        top += TITLE + 16
    picture.paste(_mark(), (MARGIN, SIZE[1] - MARGIN - 56))
    foot = (MARGIN + 108, SIZE[1] - MARGIN - 48)
    pen.text(foot, cut(below, small, width - 108), font=small, fill=INK)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def wrapped(text: str, font: FreeTypeFont, width: int) -> list[str]:
    """Return the lines of a text, at most `LINES`; a word that is too long is cut."""
    lines, words = [""], text.split()
    for number, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < LINES:
            lines.append(word)
        else:
            lines[-1] = " ".join([lines[-1], *words[number:]])
            break
    return [cut(line, font, width) for line in lines]


def cut(text: str, font: FreeTypeFont, width: int) -> str:
    """Return a text that fits, with an ellipsis where something is missing."""
    text = " ".join(text.split())
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _mark() -> Image.Image:
    """Draw the three shapes of the brand, joined by a way; large first, so that edges are soft."""
    large = Image.new("RGB", (352, 224), PAPER)
    pen = ImageDraw.Draw(large)
    pen.arc((40, 56, 312, 328), 200, 340, fill=INK, width=20)
    pen.ellipse((0, 112, 96, 208), fill=VIOLET)
    pen.polygon([(172, 0), (232, 104), (112, 104)], fill=ORANGE)
    pen.rectangle((256, 112, 348, 204), fill=GREEN)
    return large.resize((88, 56), Image.Resampling.LANCZOS)
