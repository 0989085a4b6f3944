"""What was uploaded, as the applicant sees it again: a small picture shows itself, everything has its name and size."""

import io
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cityhall.cases import actions as cases
from cityhall.cases import queries
from cityhall.cases.tests import given as made
from cityhall.doors.tests.test_http import PIXEL

from . import given
from .given import browser, text

pytestmark = pytest.mark.django_db


def noise(side: int = 360) -> bytes:
    """A picture no packing makes smaller."""
    kept = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(7).randbytes(side * side * 3)).save(kept, "PNG")
    return kept.getvalue()


LARGE = noise()


def test_a_small_picture_is_shown_and_every_file_can_be_looked_at() -> None:
    here = given.place()
    draft, me = made.draft(here, materials=()), browser(here.citizen)
    for name, content in (("小.png", PIXEL), ("大.png", LARGE), ("证明.pdf", made.PDF)):
        sent = me.post(f"/apply/{draft}/materials/form/", {"file": SimpleUploadedFile(name, content)})
        assert sent.status_code == 302, text(sent)
    shown = text(me.get(f"/apply/{draft}/materials/"))
    files = next(m for m in queries.draft(here.citizen, draft).materials if m.spec.key == "form").files
    small, large, pdf = (f"/apply/{draft}/files/{file.id}/" for file in files)
    assert f'<img class="thumb" loading="lazy" alt="" src="{small}">' in shown
    assert f'src="{large}"' not in shown  # not fetched again over a phone's line
    assert f'src="{pdf}"' not in shown
    for url, words in ((small, "小.png"), (large, "大.png"), (pdf, "证明.pdf")):
        assert f'<a href="{url}" target="_blank" rel="noopener">' in shown
        assert words in shown
    assert re.search(r"大\.png.{0,200}3\d\d KB", shown, re.DOTALL)
    assert me.get(small)["Content-Disposition"].startswith("inline")
    assert browser(given.place().citizen).get(small).status_code == 404
    assert "data-preview" in shown


def test_a_page_with_its_pictures_may_show_them() -> None:
    here = given.place()
    policy = browser(here.citizen).get(f"/apply/{made.draft(here)}/materials/")["Content-Security-Policy"]
    assert "img-src 'self' data: blob:" in policy


def test_what_was_handed_in_is_shown_on_the_page_of_the_case() -> None:
    here = given.place()
    draft = made.draft(here, materials=("identity", "premises"))
    cases.attach(here.citizen, draft, "form", made.file(PIXEL), "申请表.png")
    number = cases.receive(here.citizen, draft)
    file = next(m for m in queries.case_page(here.citizen, number).materials if m.spec.key == "form").files[0]
    shown = text(browser(here.citizen).get(f"/my/{number}/"))
    assert f'<img class="thumb" loading="lazy" alt="" src="/my/{number}/files/{file.id}/">' in shown
