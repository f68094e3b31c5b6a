"""The HTML report in Chromium: filters, review, download, index; nothing foreign runs."""

from __future__ import annotations

import datetime
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import report_samples as samples

from budgetlint.model import DocumentReport
from budgetlint.report import html_report
from budgetlint.runner import Options, check_file, loaded_rules
from budgetlint.waivers import Waivers, load_waivers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

CHROMIUM = os.environ.get("BUDGETLINT_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system; nothing is downloaded."""
    if CHROMIUM is None:
        pytest.skip("no Chromium; install one or set BUDGETLINT_CHROMIUM")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as play:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def faulty(faulty_pdf: Path) -> DocumentReport:
    """The report of the faulty fixture, with pages to take pictures of."""
    report = check_file(faulty_pdf, Options(tuple(loaded_rules().rules)))
    assert isinstance(report, DocumentReport)
    return report


@pytest.fixture(scope="module")
def single(faulty: DocumentReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("single"), [faulty])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = [
        samples.faulty_report("甲.pdf"),
        samples.clean_report("乙.pdf"),
        samples.unreadable_report("丙.pdf"),
    ]
    return write(tmp_path_factory.mktemp("folder"), reports)


def write(to: Path, reports: list[DocumentReport], lang: str = "zh") -> Path:
    failures = [samples.failure()] if len(reports) > 1 else []
    path = to / "report.html"
    path.write_text(html_report.render(reports, failures, lang=lang), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens a report; at the end of the test nothing may have gone wrong or been asked for."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def go(path: Path, fragment: str = "", width: int = 1200, script: str = "") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()

        def asked(request: Request) -> None:
            if not ours(request.url, path):
                troubles.append(f"request: {request.url}")

        page.on("console", lambda m: troubles.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on("dialog", lambda d: troubles.append(f"dialog: {d.message}"))
        page.on("request", asked)
        page.goto(path.as_uri() + fragment)
        return page

    yield go
    for context in contexts:
        context.close()
    assert troubles == []


def ours(url: str, path: Path) -> bool:
    """Whether it is the report itself or something that is in it."""
    return url.startswith(("data:", "blob:")) or url.split("#")[0] == path.as_uri()


def shown(page: Page) -> list[str]:
    """The rules of the findings that are to be seen."""
    return [
        article.get_attribute("data-rule") or ""
        for article in page.query_selector_all("article.finding")
        if article.is_visible()
    ]


def until(page: Page, condition: str) -> None:
    """Wait for a condition; the page's own policy forbids the waiting that Playwright offers."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {condition}")


# ---------------------------------------------------------------- opening and reading


def test_opens_whole_without_errors_or_requests(visit: Open, single: Path) -> None:
    page = visit(single)
    assert page.locator("h1").inner_text() == "zhengzhou-2024-faulty-reportlab.pdf"
    sizes = page.evaluate(
        "[...document.querySelectorAll('svg.sheets image')].map(i => i.getBBox().width)"
    )
    assert len(sizes) > 10 and all(size > 500 for size in sizes)


def test_marks_lie_inside_what_is_shown(visit: Open, single: Path) -> None:
    page = visit(single)
    seen = page.evaluate(
        """[...document.querySelectorAll('article.finding .pictures figure')].map(f => {
          const box = f.querySelector('.strips').getBoundingClientRect();
          return [...f.querySelectorAll('.strips .mark .frame')].map(m => {
            const r = m.getBoundingClientRect();
            return r.width > 4 && r.height > 4 && r.right > box.left && r.left < box.right;
          });
        })"""
    )
    assert len(seen) > 25
    assert all(any(marks) for marks in seen)


def test_pictures_show_the_page_and_not_an_empty_frame(visit: Open, single: Path) -> None:
    strip = visit(single).locator(".strips svg").nth(1)
    with_page = strip.screenshot()
    strip.evaluate("s => s.querySelector('use').remove()")
    assert len(with_page) > 2 * len(strip.screenshot())


def test_a_click_shows_the_whole_page_and_escape_closes_it(visit: Open, single: Path) -> None:
    page = visit(single)
    page.locator(".strips").first.click()
    dialog = page.locator("dialog.zoom")
    assert dialog.is_visible() and dialog.locator(".mark").count() > 0
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.locator(".whole > summary").nth(1).focus()
    page.keyboard.press("Enter")
    assert dialog.is_visible()
    dialog.locator("button").click()
    assert not dialog.is_visible()


def test_without_scripts_everything_can_be_read(browser: Browser, single: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(single.as_uri())
    assert page.locator("article.finding").first.is_visible()
    assert not page.locator("form.filter").is_visible()
    assert not page.locator("fieldset.review").first.is_visible()
    whole = page.locator("details.whole").first
    whole.locator("summary").click()
    assert whole.locator("svg").is_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_is_wider_than_the_screen(visit: Open, single: Path, width: int) -> None:
    page = visit(single, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_the_pictures_and_not_the_controls(visit: Open, single: Path) -> None:
    page = visit(single)
    page.emulate_media(media="print")
    assert page.locator(".strips svg").first.is_visible()
    for control in ("form.filter", "form.review-bar", "fieldset.review", "details.whole"):
        assert not page.locator(control).first.is_visible()
    strip, paper = page.locator(".strips svg").first.bounding_box(), page.viewport_size
    assert strip and paper and strip["x"] + strip["width"] <= paper["width"]


# ---------------------------------------------------------------- filters


def test_each_filter_narrows_and_the_fragment_brings_it_back(visit: Open, single: Path) -> None:
    page = visit(single)
    total = len(shown(page))
    page.select_option("select[name=severity]", "warning")
    warnings = shown(page)
    assert 0 < len(warnings) < total
    page.select_option("select[name=severity]", "")
    page.select_option("select[name=rule]", "BAL101")
    assert set(shown(page)) == {"BAL101"}
    page.select_option("select[name=page]", "9")
    assert shown(page) == ["BAL101"]
    assert "rule=BAL101" in page.url and "page=9" in page.url
    assert page.locator("form.filter output").inner_text() == f"显示 1 / {total} 组"
    page.reload()
    assert shown(page) == ["BAL101"]
    page.click("form.filter button[type=reset]")
    until(page, "!location.hash.includes('rule')")
    assert len(shown(page)) == total


def test_search_takes_every_word_and_says_when_nothing_is_left(visit: Open, single: Path) -> None:
    page = visit(single)
    page.fill("form.filter input[name=text]", "支出总计 2,526.0")
    assert shown(page) and all(r.startswith(("BAL", "XTB", "SUM")) for r in shown(page))
    page.fill("form.filter input[name=text]", "没有这样的文字")
    assert shown(page) == [] and page.locator(".nothing").is_visible()


def test_a_link_to_a_hidden_finding_brings_it_back(visit: Open, single: Path) -> None:
    page = visit(single)
    target = page.locator("article.finding[data-rule=BAL101]").first.get_attribute("id")
    page.select_option("select[name=severity]", "warning")
    assert "BAL101" not in shown(page)
    page.evaluate(f"location.hash = '{target}'")
    until(page, f"!document.getElementById('{target}').hidden")
    assert "BAL101" in shown(page)


def test_a_link_into_a_folded_table_opens_it(visit: Open, single: Path) -> None:
    page = visit(single)
    link = page.locator("article.finding .where a").first
    target = (link.get_attribute("href") or "")[1:]
    link.click()
    until(page, f"document.getElementById('{target}').closest('details').open")
    assert page.locator(f"#{target}").is_visible()


def test_filters_work_from_the_keyboard(visit: Open, single: Path) -> None:
    page = visit(single)
    page.locator("select[name=severity]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("select[name=severity]").input_value() == "warning"
    page.locator("select[name=page]").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("DOC")
    assert shown(page) and all(rule.startswith("DOC") for rule in shown(page))


# ---------------------------------------------------------------- review


def mark(page: Page, at: int, decision: str, remark: str = "") -> str:
    """Mark a finding; returns its fingerprint."""
    article = page.locator("article.finding").nth(at)
    article.locator(f"input[value={decision}]").check()
    article.locator(".remark input").fill(remark)
    return article.get_attribute("data-fingerprint") or ""


def download(page: Page, to: Path) -> Path:
    with page.expect_download() as waiting:
        page.click("form.review-bar button")
    assert waiting.value.suggested_filename == "budgetlint-waivers.toml"
    waiting.value.save_as(to / "budgetlint-waivers.toml")
    return to / "budgetlint-waivers.toml"


def test_review_is_downloaded_as_a_file_that_the_command_takes(
    visit: Open, single: Path, faulty: DocumentReport, tmp_path: Path
) -> None:
    page = visit(single)
    wrong = mark(page, 0, "误报", '上级批复为"此数"\\，\x7f')
    right = mark(page, 1, "属实")
    page.fill("input[name=author]", "张三")
    file = download(page, tmp_path)
    items = tomllib.loads(file.read_text(encoding="utf-8"))["waiver"]
    assert [(i["fingerprint"], i["status"]) for i in items] == [(wrong, "误报"), (right, "属实")]
    assert items[0]["reason"] == '上级批复为"此数"\\，\x7f' and items[0]["author"] == "张三"
    assert items[0]["date"] == datetime.date.today()
    applied = Waivers(load_waivers(file)).apply(faulty)
    waived = [f for f in applied.findings if f.waived]
    assert wrong in {f.fingerprint for f in waived}
    assert all(wrong in (f.fingerprint, f.root) for f in waived)


def test_a_false_alarm_needs_a_reason_and_every_review_an_author(
    visit: Open, single: Path, tmp_path: Path
) -> None:
    page = visit(single)
    mark(page, 2, "误报")
    page.fill("input[name=author]", "张三")
    page.click("form.review-bar button")
    assert "须写明理由" in page.locator("form.review-bar .hint").inner_text()
    remark = page.locator("article.finding").nth(2).locator(".remark input")
    until(page, "document.activeElement.name.endsWith('-remark')")
    remark.fill("经核实无误")
    page.fill("input[name=author]", "")
    page.click("form.review-bar button")
    assert "填写复核人" in page.locator("form.review-bar .hint").inner_text()
    page.fill("input[name=author]", "李四")
    assert "李四" in download(page, tmp_path).read_text(encoding="utf-8")


def test_review_survives_a_reload_and_can_be_undone(visit: Open, single: Path) -> None:
    page = visit(single)
    mark(page, 0, "已修改", "第二版已改")
    page.reload()
    article = page.locator("article.finding").first
    assert article.locator("input[value=已修改]").is_checked()
    assert article.locator(".remark input").input_value() == "第二版已改"
    assert "已复核 1 /" in page.locator("form.review-bar output").inner_text()
    article.locator(".review button").click()
    page.reload()
    assert "已复核 0 /" in page.locator("form.review-bar output").inner_text()


def test_review_works_where_the_browser_keeps_nothing(
    visit: Open, single: Path, tmp_path: Path
) -> None:
    forbid = (
        "Object.defineProperty(window, 'localStorage', "
        "{get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    page = visit(single, script=forbid)
    assert "关闭页面前请先下载" in page.locator("form.review-bar .hint").inner_text()
    mark(page, 0, "属实")
    page.fill("input[name=author]", "张三")
    assert "属实" in download(page, tmp_path).read_text(encoding="utf-8")


# ---------------------------------------------------------------- several files


def test_index_sorts_and_leads_to_each_file_and_back(visit: Open, folder: Path) -> None:
    page = visit(folder)
    names = page.locator("section.index tbody th")
    assert not page.locator("section.document").first.is_visible()
    errors = page.get_by_role("button", name="错误")
    errors.click()
    assert names.first.inner_text() == "甲.pdf"
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("错误")
    errors.click()
    assert names.first.inner_text() != "甲.pdf"
    assert names.last.inner_text() == "加密.pdf"  # without a number, it stands last either way
    assert "sort=errors" in page.url and "order=ascending" in page.url
    page.reload()
    assert page.locator("th[aria-sort=ascending]").count() == 1
    page.get_by_role("link", name="甲.pdf").click()
    until(page, "document.querySelector('section.index').hidden")
    assert [d.is_visible() for d in page.query_selector_all("section.document")].count(True) == 1
    page.go_back()
    until(page, "!document.querySelector('section.index').hidden")
    page.get_by_role("link", name="加密.pdf").click()
    until(page, "document.querySelector('section.index').hidden")
    assert page.locator("section.failures").is_visible()


def test_filters_of_one_file_come_back_with_its_link(visit: Open, folder: Path) -> None:
    page = visit(folder)
    page.get_by_role("link", name="甲.pdf").click()
    until(page, "document.querySelector('section.index').hidden")
    form = page.locator("section.document:not([hidden]) form.filter")
    form.locator("select[name=rule]").select_option("PCT201")
    again = visit(folder, fragment="#" + page.url.split("#")[1])
    assert shown(again) == ["PCT201"]


def test_waived_findings_are_folded_and_still_there(visit: Open, tmp_path: Path) -> None:
    report = samples.faulty_report()
    findings = tuple(
        replace(f, waived="上级已核准（张三）") if f.rule == "XTB302" else f
        for f in report.findings
    )
    page = visit(write(tmp_path, [replace(report, findings=findings)]))
    assert "XTB302" not in shown(page)
    fold = page.locator("details.fold.aside")
    assert fold.locator("summary").inner_text() == "已豁免 1 处"
    fold.locator("summary").click()
    assert "上级已核准（张三）" in fold.inner_text()


# ---------------------------------------------------------------- foreign text


def test_hostile_text_stays_text_also_when_marked_and_downloaded(
    visit: Open, tmp_path: Path
) -> None:
    report = samples.faulty_report(f"{samples.HOSTILE[:40].replace('/', '')}.pdf")
    page = visit(write(tmp_path, [report]), fragment="#%3Cimg%20src=x%3E?text=%3Cscript%3E")
    assert page.locator("img").count() == 0
    assert page.locator("body script").count() == 1
    assert shown(page) == ["DOC701"]
    assert "<script>alert('表')</script>" in page.locator("article:visible .message").inner_text()
    article = page.locator("article.finding:visible")
    article.locator("input[value=误报]").check()
    article.locator(".remark input").fill('"""\\ ]] \\u0000 # <b>')
    page.fill("input[name=author]", "'''")
    items = tomllib.loads(download(page, tmp_path).read_text(encoding="utf-8"))["waiver"]
    assert items[0]["reason"] == '"""\\ ]] \\u0000 # <b>'
    assert "<script>" in items[0]["fingerprint"]


def test_english_page_has_english_controls(visit: Open, tmp_path: Path) -> None:
    page = visit(write(tmp_path, [samples.faulty_report(), samples.clean_report()], "en"))
    assert page.get_by_role("button", name="Coverage").is_visible()
    page.locator("section.index tbody a").first.click()
    until(page, "document.querySelector('section.index').hidden")
    bar = page.locator("form.review-bar").inner_text()
    assert "Reviewed 0 of" in bar and "Download the review" in bar
