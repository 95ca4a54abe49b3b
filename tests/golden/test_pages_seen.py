"""Papers and the board opened by real programs: LibreOffice counts pages, Chromium measures what people see."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paper_cases import records
from tally.documents.papers import render_all
from tally.documents.pictures import pictures
from tally.records.store import write_record

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OFFICE = shutil.which("soffice")
WRITER = OFFICE and any(Path(OFFICE).resolve().parent.glob("*swlo.*"))  # with Calc alone it opens no .docx


@pytest.fixture(scope="module")
def congress(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("seen")
    _, after = records("congress", folder)
    files = render_all(after, ("D7", "D9", "D11", "D12", "D16"), ("docx", "html"), "zh")
    files += pictures(after, ("board", "check", "svg"), str, None)
    for name, content in files:
        (folder / name).write_bytes(content)
    write_record(after, folder)
    return folder, after


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1920, "height": 1080}, device_scale_factor=2)
        browser.close()


@pytest.mark.skipif(not WRITER, reason="no LibreOffice Writer on this machine")
def test_slips_fit_on_one_page_in_word(congress: tuple[Path, Any]) -> None:
    """The result slip has a second page of its own, the reading slip."""
    folder, _ = congress
    wanted = {"D7": 1, "D9": 1, "D11-committee": 2, "D12": 1}
    paths = [str(folder / f"{name}.docx") for name in wanted]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *paths]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    assert [name for name in wanted if not (folder / f"{name}.pdf").is_file()] == [], done.stderr
    pages = {name: count_pages((folder / f"{name}.pdf").read_bytes()) for name in wanted}
    assert pages == wanted


def count_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def luminance(colour: str) -> float:
    parts = [int(one) / 255 for one in re.findall(r"\d+", colour)[:3]]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


MEASURE = """() => {
  const slide = document.querySelector('section.now');
  const words = [...slide.querySelectorAll('h1, h2, b, span, .name, .votes, .say, .names div')];
  return {
    over: document.documentElement.scrollWidth > innerWidth || slide.scrollHeight > innerHeight,
    outside: words.filter(w => {
      const r = w.getBoundingClientRect();
      return r.right > innerWidth || r.bottom > innerHeight - 30;
    }).length,
    least: Math.min(...words.map(w => parseFloat(getComputedStyle(w).fontSize))),
    inks: words.map(w => getComputedStyle(w).color), back: getComputedStyle(document.body).backgroundColor,
  };
}"""


def test_the_board_is_readable_from_the_last_row(congress: tuple[Path, Any], page: Any) -> None:
    """At 1080p nothing overflows, the smallest words are 40 pixels high, and contrast is AA, dark and light."""
    folder, _ = congress
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "board.html").as_uri())
    total = page.locator("section").count()
    for step in range(total):
        for mode in ("dark", "light"):
            seen = page.evaluate(MEASURE)
            assert not seen["over"], step
            assert seen["outside"] == 0, step
            assert seen["least"] >= 40, step
            assert min(contrast(ink, seen["back"]) for ink in seen["inks"]) >= 4.5, (step, mode)
            page.keyboard.press("l")
        page.keyboard.press("ArrowRight")
    assert page.locator("section.now").count() == 1
    page.keyboard.press("Home")
    assert page.locator("#page").inner_text() == f"1 / {total}"
    assert all(url.startswith("file:") for url in asked)


def test_bars_are_as_long_as_their_votes(congress: tuple[Path, Any], page: Any) -> None:
    folder, after = congress
    page.goto((folder / "board.html").as_uri() + "#2")
    page.reload()
    bars = page.evaluate(
        "() => [...document.querySelectorAll('section.now .track')].map(t => ["
        " t.querySelector('.votes').innerText.split('　')[0],"
        " t.querySelector('.bar').getBoundingClientRect().width / t.getBoundingClientRect().width])"
    )
    present = after["attendance"]["present"]
    votes = sorted((one["approve"] for one in after["contests"][0]["candidates"]), reverse=True)
    assert [int(number) for number, _ in bars] == votes
    for number, share in bars:
        assert abs(share - int(number) / present) < 0.01


def test_papers_do_not_overflow_and_print_on_two_pages(congress: tuple[Path, Any], page: Any) -> None:
    folder, _ = congress
    page.goto((folder / "D11-committee.html").as_uri())
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert count_pages(page.pdf(format="A4", prefer_css_page_size=True)) == 2


def test_the_check_page_reads_a_code_and_compares_it(congress: tuple[Path, Any], page: Any) -> None:
    """A picture of the printed code is read, agrees with its record, and with no other."""
    folder, after = congress
    page.goto((folder / "D11-committee.html").as_uri())
    page.locator("div.code").screenshot(path=folder / "code.png")
    page.goto((folder / "check.html").as_uri())
    page.set_input_files("#record", folder / "result.json")
    page.set_input_files("#picture", folder / "code.png")
    page.wait_for_function("() => document.getElementById('text').value !== ''")
    text = page.locator("#text").input_value()
    assert after["check_code"] in text
    assert "王小满 139 +" in text
    assert page.locator("#result .good").count() == 2
    assert page.locator("#result .bad").count() == 0
    page.fill("#text", text.replace("139", "140", 1))
    assert page.locator("#result .bad").count() == 1
    changed = (folder / "result.json").read_text(encoding="utf-8").replace('"approve": 139', '"approve": 140', 1)
    (folder / "changed.json").write_text(changed, encoding="utf-8")
    page.set_input_files("#record", folder / "changed.json")
    page.wait_for_function("() => document.querySelectorAll('#result .bad').length >= 2")
