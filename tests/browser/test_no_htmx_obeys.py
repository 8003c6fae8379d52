"""Orders to htmx that people might type, each seen to be obeyed where nothing stops it.

That none is obeyed on our pages is what `test_no_script_runs` sees: they stand in every text, form
and argument there. Extensions of htmx (ws, sse) are not served, so no order speaks to them.
"""

from tests.browser.payloads import ASKING, ORDERS, RUNNING, THERE
from tests.browser.test_no_script_runs import Alarm

ALL = (*ASKING, *RUNNING, *ORDERS)


def shows(body):
    """Answer with a page of our address, without our content rules."""
    return lambda route: route.fulfill(body=body, content_type="text/html")


def test_every_order_is_obeyed_where_nothing_stops_it(live_server, new_context):
    assert len(ALL) >= 40
    context = new_context()
    [script] = [
        one for one in context.request.get(live_server + "/").text().split('"') if "htmx-2" in one
    ]
    context.route(f"**{THERE}", lambda route: route.fulfill(body="there"))
    deaf = []

    for markup in ALL:
        page = context.new_page()
        alarm = Alarm(page)
        body = f"<!doctype html><script src={script}></script><body>{markup}"
        page.route(live_server + "/control", shows(body))
        page.goto(live_server + "/control")
        if page.locator("#go").count():
            page.locator("#go").first.click()
        for _look in range(40):
            if alarm.heard:
                break
            page.wait_for_timeout(50)
        if not alarm.heard:
            deaf.append(markup)
        page.close()

    assert deaf == []
