"""Bad days from seeds: after each, all tills, the office and the centre are of one mind; the same seed lives the same day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.bench.sim import story
from app.bench.sim.checks import judge
from app.bench.sim.company import Base, a_company, make_base
from app.bench.sim.run import be_quiet, live, replay_line

SEEDS = range(1, 11)
STEPS = 120


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="duken-sim-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def base(folder: Path, server: str) -> Base:
    return make_base(folder / "base", server)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_bad_day_all_are_of_one_mind(seed: int, base: Base, folder: Path):
    lived = live(base, folder / str(seed), seed, steps=STEPS)
    assert lived.verdict.is_clean, (replay_line(seed, STEPS), lived.verdict)
    assert lived.verdict.facts > 50


def test_the_same_seed_lives_the_same_day(base: Base, folder: Path):
    first, again = (live(base, folder / name, 17, steps=60) for name in ("once", "twice"))
    assert (first.verdict, first.refused, first.fingerprint) == (again.verdict, again.refused, again.fingerprint)
    other = live(base, folder / "other", 18, steps=60)
    assert other.fingerprint != first.fingerprint


def test_a_return_that_its_branch_has_not_answered_is_found(base: Base, folder: Path):
    (folder / "waits").mkdir()
    with a_company(base, folder / "waits", 5) as company:
        company.weather.is_calm = True
        till, office = company.nodes[3], company.nodes[-1]
        day = story.Story(company, till.chance)
        day._sell(till)
        day.end()
        be_quiet(company)
        day._give_back(office)
        day.end()
        office.round()
        assert any("still waits" in found for found in judge(company).findings)
        be_quiet(company)
        assert judge(company).is_clean
        (answered,) = company.rows("SELECT count(*) FROM duken.return_answer")
        assert answered == (1,)


def test_what_is_changed_behind_their_backs_is_found(base: Base, folder: Path):
    """The judge of all seeds must see it: else the days prove nothing."""
    (folder / "judged").mkdir()
    with a_company(base, folder / "judged", 5) as company:
        company.weather.is_calm = True
        till = company.nodes[0]
        day = story.Story(company, company.nodes[0].chance)
        day._sell(till)
        day.end()
        be_quiet(company)
        assert judge(company).is_clean
        company.keeper.execute("DELETE FROM duken.sale_line")
        company.keeper.execute("UPDATE duken.sale SET total_minor = total_minor + 1")
        company.keeper.execute("DELETE FROM duken.document WHERE kind = 'shift.opened'")
        found = judge(company)
        assert found.lost == 1
        assert any("sale_line" in each for each in found.findings)
        assert any("total_minor" in each for each in found.findings)
