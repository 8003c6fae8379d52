"""Typed text on a page, shown by many threads at once."""

from concurrent.futures import ThreadPoolExecutor

from participate.web.richtext import prose


def test_pages_made_at_the_same_moment_do_not_mix_their_texts():
    prose.cache_clear()
    texts = [
        f"Kommentar {number}\n\nmit <b>Zeichen</b> & www.example.org/{number}\n\n" * 3
        for number in range(400)
    ]

    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(lambda text: str(prose(text)), texts))
    prose.cache_clear()

    assert at_once == [str(prose(text)) for text in texts]
