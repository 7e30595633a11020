"""Verbs that measure: `bench till`, `bench stock` (the engine), `bench screens` (what is seen), `bench fifo` (costs against an
oracle), `bench agents` (their report), `bench sync` (the centre), `bench sim` (its bad days), `bench crash` (kills)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.frame import Json, Lang, answer, app, verb

bench = typer.Typer(no_args_is_help=True, help="Measure speed and safety.")
app.add_typer(bench, name="bench")
Db = Annotated[Path | None, typer.Option("--db", help="Where to work; else a folder that is removed afterwards.")]


@bench.command()
@verb
def till(
    goods: Annotated[Path | None, typer.Option(help="A price list; else ../shared/data/goods_100k.tsv.xz, else made up.")] = None,
    products: Annotated[int, typer.Option(help="How many made-up goods, where there is no list.")] = 100_000,
    rounds: Annotated[int, typer.Option(help="How often each thing is measured.")] = 300,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Scan, search, complete 1, 5 and 20 lines, Z of 1,000 sales, import; beside raw sqlite3 writing the same rows."""
    from app.bench.till import measure

    result = measure(goods=goods, made_up=products, rounds=rounds, database=db)
    answer(result, "\n".join(f"{name:>14}  {value}" for name, value in result.items()))


@bench.command()
@verb
def stock(
    products: Annotated[int, typer.Option(help="How many made-up goods, each in three stores.")] = 100_000,
    rounds: Annotated[int, typer.Option(help="How often each thing is measured.")] = 100,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """The list of levels: a page, a search, filters, the layers behind a figure; beside raw sqlite3 reading the same rows."""
    from app.bench.stock import measure

    result = measure(products=products, rounds=rounds, database=db)
    answer(result, "\n".join(f"{name:>30}  {value}" for name, value in result.items()))


@bench.command()
@verb
def screens(
    goods: Annotated[Path | None, typer.Option(help="A price list; else ../shared/data/goods_100k.tsv.xz, else made up.")] = None,
    products: Annotated[int, typer.Option(help="How many made-up goods, where there is no list.")] = 100_000,
    rounds: Annotated[int, typer.Option(help="How often each thing is measured.")] = 300,
    starts: Annotated[int, typer.Option(help="How often the program is started.")] = 5,
    lines: Annotated[int, typer.Option(help="Lines of the large cart.")] = 500,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """The window with real keys, off screen: its start, scans, search, payment, large carts, a restart, the demo day."""
    from app.bench.screens import measure

    result = measure(goods=goods, made_up=products, rounds=rounds, starts=starts, lines=lines, database=db)
    answer(result, "\n".join(f"{name:>20}  {value}" for name, value in result.items()))


@bench.command()
@verb
def devices(
    rounds: Annotated[int, typer.Option(help="How often each thing is measured.")] = 200,
    noise: Annotated[int, typer.Option(metavar="MB", min=0, help="Noise into every driver that listens, beside all that.")] = 0,
    as_json: Json = False, lang: Lang = "",
) -> None:
    """A receipt to bytes, typed and drawn; the hand-over to the printer; a weight on the screen; 1,000 labels."""
    from app.bench.devices import measure
    from app.bench.noise import measure as measure_noise

    result = measure(rounds=rounds)
    if noise:
        result |= measure_noise(megabytes=noise)
    answer(result, "\n".join(f"{name:>20}  {value}" for name, value in result.items()))


@bench.command()
@verb
def fifo(
    moves: Annotated[int, typer.Option(help="How many random movements of goods.")] = 100_000,
    seed: Annotated[int, typer.Option(help="The same number gives the same story.")] = 1,
    products: Annotated[int, typer.Option(help="Of how many products.")] = 500,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Random movements, late ones too, against a naive oracle to the minor unit; a sale beside 10 to 100,000 layers."""
    from app.bench.fifo import measure

    result = measure(moves=moves, seed=seed, products=products, database=db)
    answer(result, "\n".join(f"{name:>30}  {value}" for name, value in result.items()))
    if result["differences"] or result["verify_of_stock"] != "clean":
        raise typer.Exit(1)


@bench.command()
@verb
def agents(
    agents: Annotated[int, typer.Option(help="How many agents.")] = 20,
    days: Annotated[int, typer.Option(help="How many days they sell.")] = 250,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A year of agents with 200,000 allocations, and how long their report of it takes."""
    from app.bench.agents import measure

    result = measure(agents=agents, days=days, database=db)
    answer(result, "\n".join(f"{name:>24}  {value}" for name, value in result.items()))
    if result["verify"] != "clean":
        raise typer.Exit(1)


@bench.command()
@verb
def sync(
    sales: Annotated[int, typer.Option(min=1, help="How many sales of five lines are pushed.")] = 10_000,
    held: Annotated[int, typer.Option(min=0, help="Push again beside those, and beside so many sales at the centre.")] = 0,
    goods: Annotated[int, typer.Option(min=0, help="One more till loads so many; 0: none.")] = 100_000,
    tills: Annotated[int, typer.Option(min=0, help="So many tills push a sale a second; 0: none.")] = 500,
    as_json: Json = False, lang: Lang = "",
) -> None:
    """A push into a real centre, in rows a second, beside COPY and plain INSERT of the same rows into the same server; another
    till that hears it; a large first load; many tills."""
    from app.bench.sync import measure

    result = measure(sales=sales, held=held, goods=goods, tills=tills)
    answer(result, "\n".join(f"{name:>24}  {value}" for name, value in result.items()))


def _seeds(told: str) -> range:
    first, _dash, last = told.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal() and int(first) <= int(last or first)):
        raise typer.BadParameter("A-B")
    return range(int(first), int(last or first) + 1)


@bench.command()
@verb
def sim(
    seeds: Annotated[str, typer.Option(help="Which bad days, from number to number: 1-100.")] = "1-10",
    steps: Annotated[int, typer.Option(min=1, help="How many things happen on each.")] = 160,
    as_json: Json = False, lang: Lang = "",
) -> None:
    """Five tills, an office and a centre on bad days: network faults, restarts, wrong clocks; then all must be of one mind."""
    from app.bench.sim.run import measure

    result = measure(seeds=_seeds(seeds), steps=steps)
    answer(result, "\n".join(f"{name:>24}  {value}" for name, value in result.items()))
    if result["failed"] or result["lost"] or result["doubled"]:
        raise typer.Exit(1)


@bench.command()
@verb
def crash(
    kills: Annotated[int, typer.Option(help="How often the program is killed.")] = 200,
    seed: Annotated[int, typer.Option(help="The same number gives the same instants.")] = 1,
    cuts: Annotated[int, typer.Option(help="How many power cuts.")] = 200,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """SIGKILL and power cuts at random instants: nothing that was acknowledged is lost, nothing is there twice."""
    from app.bench.crash import measure

    result = measure(kills=kills, seed=seed, cuts=cuts, database=db)
    answer(result, "\n".join(f"{name:>20}  {value}" for name, value in result.items()))
    if result["lost"] or result["doubled"] or result["unrecorded_prints"] or result["verify"] != "clean":
        raise typer.Exit(1)
