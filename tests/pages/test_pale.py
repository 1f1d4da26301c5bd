"""The look at contrast asks the first of all texts that are alike: what is paler than the others is none of them."""

import pytest

from tests.pages.desk import Desk, faults

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

PALE = "data-style='color: #bbb'"
ROWS = "".join(f"<p class='row'>{n} 行</p>" for n in range(40))
PALE_TEXTS = {
    "one of many rows, by its own colour": ROWS + f"<p class='row' {PALE}>其中一行</p>",
    "on a ground of its own": ROWS + "<div data-style='background: #444'><p class='row'>深底</p></div>",
    "half to be seen through": ROWS + "<div data-style='opacity: 0.4'><p class='row'>半透明</p></div>",
    "behind one that is not to be seen": f"<p hidden {PALE}>看不见</p>{ROWS}<p {PALE}>看得见</p>",
    "typed": "<label>名称 <input data-style='color: #ccc' value='浅色'></label>",
}


#: On a plain ground. The policy of the service takes no styles within a page; those that a script sets it takes.
WRITTEN = """text => {
    const main = document.querySelector('main');
    main.innerHTML = `<div data-style="background: #fff">${text}</div>`;
    main.querySelectorAll('[data-style]').forEach(one => { one.style.cssText = one.dataset.style; });
}"""


@pytest.mark.parametrize("text", PALE_TEXTS.values(), ids=PALE_TEXTS)
def test_what_is_pale_is_found_among_many_that_are_not(desk: Desk, text: str) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/")
    page.evaluate(WRITTEN, text)
    assert [one for one in faults(page) if "color-contrast" in one]


def test_what_is_not_pale_is_not(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/")
    page.evaluate(WRITTEN, ROWS)
    assert not [one for one in faults(page) if "color-contrast" in one]
