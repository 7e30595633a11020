"""What a clone brings along: locked requirements, no address of one machine or index, and links that lead somewhere."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from packaging.requirements import Requirement

from tests.tidy.repository import ROOT, files, nothing, text, tree

LOCKS = {"requirements.lock": ("requirements.in",), "requirements-dev.lock": ("requirements.in", "requirements-dev.in")}
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^\s;\\]+)(?P<marker> ;[^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")

# Written so that they do not find themselves.
INDEX = re.compile(r"--(?:extra-)?index-url|--find-lin[k]s|pypi\.or[g]|pythonhosted\.or[g]|registry\.npmj[s]")
PLACE = re.compile(r"(?<![\w.*-])(?:/(?:home|root|work|tmp|Users)/|[A-Z]:\\Users\\)\w")
LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)")


def wrong_lines(lock: str) -> Iterator[str]:
    """Lines of a lock file that are not a pinned requirement with its hashes behind it."""
    lines = [line for line in lock.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not (HASH.match(line) or (PIN.match(line) and HASH.match(following))) or "://" in line:
            yield line


def pins(lock: str) -> dict[str, str]:
    found = (PIN.match(line) for line in lock.splitlines())
    return {plain(pin["name"]): pin["version"] for pin in found if pin}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def ranges(name: str) -> Iterator[Requirement]:
    for line in (text(name) or "").splitlines():
        wanted = line.split(" #")[0].strip()
        if wanted and not wanted.startswith(("#", "-")):
            yield Requirement(wanted)


def links(markdown: str) -> Iterator[str]:
    """Where a page leads in this repository; code, the web and places in the page itself are left out."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", markdown, flags=re.DOTALL)
    for target in LINK.findall(prose):
        if not re.match(r"^([a-z]+:|#)", target):
            yield target.split("#")[0]


def leads_nowhere(page: str, target: str) -> bool:
    place = (ROOT / PurePosixPath(page).parent / target).resolve()
    return not place.is_relative_to(ROOT) or not place.exists()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock):
    nothing(wrong_lines(text(lock) or ""), f"{lock} has lines that are no pin with hashes: `python3 dev.py lock`.")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_what_was_asked_for(lock):
    pinned = pins(text(lock) or "")
    nothing(
        (
            f"{source}: {wanted}, locked: {pinned.get(plain(wanted.name), 'nothing')}"
            for source in LOCKS[lock]
            for wanted in ranges(source)
            if not wanted.specifier.contains(pinned.get(plain(wanted.name), "0"), prereleases=True)
        ),
        f"{lock} is older than its sources: `python3 dev.py lock`.",
    )


def test_developers_run_what_customers_run():
    ours, theirs = pins(text("requirements-dev.lock") or ""), pins(text("requirements.lock") or "")
    nothing(
        (f"{name} {version}" for name, version in theirs.items() if ours.get(name) != version),
        "These are not in requirements-dev.lock at the same version: `python3 dev.py lock`.",
    )


def test_no_file_names_an_index_or_a_place_on_one_machine():
    nothing(
        (
            f"{name}:{number}: {line.strip()[:100]}"
            for name in files()
            for number, line in enumerate((text(name) or "").splitlines(), 1)
            if INDEX.search(line) or PLACE.search(line)
        ),
        "These lines are true on one machine only: a path is relative to the root, an index is the reader's own.",
    )


def test_every_link_in_the_pages_leads_somewhere():
    nothing(
        (
            f"{page}: {target}"
            for page in files()
            if page.endswith(".md")
            for target in links(text(page) or "")
            if leads_nowhere(page, target)
        ),
        "These links lead to files that do not exist, or out of the repository.",
    )


def test_dev_py_needs_nothing_but_python():
    imports = {
        name.split(".")[0]
        for node in ast.walk(tree("dev.py"))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    nothing(sorted(imports - sys.stdlib_module_names), "dev.py runs before anything is installed, without these.")


def test_ci_can_be_started():
    assert (ROOT / ".ci/run").stat().st_mode & 0o111, ".ci/run has lost its executable bit: chmod +x .ci/run"


GOOD_HASH = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("lock", "wrong"),
    [
        (f"a==1.0 \\\n{GOOD_HASH} \\\n{GOOD_HASH}\n    # via b", 0),
        (f"a==1.0 ; sys_platform == 'win32' \\\n{GOOD_HASH}", 0),
        ("a==1.0", 1),
        (f"a>=1.0 \\\n{GOOD_HASH}", 1),
        (f"a @ https://example.com/a.whl \\\n{GOOD_HASH}", 1),
        (f"--index-{'url'} https://example.com\na==1.0 \\\n{GOOD_HASH}", 1),
    ],
)
def test_a_bad_lock_line_is_seen(lock, wrong):
    assert len(list(wrong_lines(lock))) == wrong


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("open('/{}/me/shop.db')".format("home"), True),
        ("see /{}/main/app".format("work"), True),
        ("C:\\{}\\me".format("Users"), True),
        ("see ../shared/data and app/home/page.py", False),
        ("https://example.com/{}/x".format("home"), False),
    ],
)
def test_a_place_on_one_machine_is_seen(line, seen):
    assert bool(PLACE.search(line)) is seen


def test_a_link_is_found_and_code_is_not():
    page = "[a](docs/A.md#part) [b](https://example.com) [c](#here) `[d](d.md)`\n```\n[e](e.md)\n```\n![f](f.png \"F\")"
    assert list(links(page)) == ["docs/A.md", "f.png"]
    assert leads_nowhere("docs/A.md", "no-such-file.md")
    assert not leads_nowhere("docs/A.md", "../pyproject.toml")
    assert leads_nowhere("README.md", "../shared/X.md")
