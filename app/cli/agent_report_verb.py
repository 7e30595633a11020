"""The verb `agents report`: what agents did in a period, on the screen, as a workbook or as PDF."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from app.cli.agent_verbs import group
from app.cli.agent_words import agent_named
from app.cli.frame import Db, Json, Lang, amount, answer, day_of, fact, opened, say, spoken, verb, write_out
from app.core.agents.analytics import agents_report
from app.core.agents.views import AgentsReport
from app.core.documents.agents_paper import COLUMNS, Section, agents_pdf, agents_xlsx, sections_of
from app.core.documents.titles import wording
from app.kernel.period import business_date


@group.command()
@verb
def report(
    agent: Annotated[str | None, typer.Option("--agent", help="Only this agent.", show_default=False)] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day; else thirty days ago.", show_default=False)
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="The last day; else today.", show_default=False)
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write a workbook.", show_default=False)] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write a PDF.", show_default=False)] = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """What agents got, gave back, sold, have and owe: by agent, product and day, and the goods that sell best."""
    with opened(db, to_write=False) as shop:
        place = shop.place
        today = business_date(shop.clock(), zone=place.zone, day_change_hour=place.day_change_hour)
        until = day_of(last) or today
        since = day_of(first) or until - timedelta(days=30)
        agent_id = agent_named(shop, agent).agent_id if agent is not None else None
        found: AgentsReport = shop.ask(agents_report, first=since, last=until, agent_id=agent_id)
    say_it = wording(language=spoken(), zone=place.zone, currency=place.currency, with_symbol=True)
    if xlsx is not None:
        write_out(agents_xlsx(found, say_it), xlsx)
    if pdf is not None:
        write_out(agents_pdf(found, say_it), pdf)
    answer(found, "\n\n".join(map(_table, sections_of(found))))


def _table(section: Section) -> str:
    table = [[say(section.title), *(say(COLUMNS[figure]) for figure in section.figures)]]
    for row in section.rows:
        figures = section.figures_of(row)
        shown = [amount(figure) if is_money else fact("quantity_milli", figure) for figure, is_money in figures]
        table.append([fact("name", row.name), *shown])
    widths = [max(len(cells[place]) for cells in table) for place in range(len(table[0]))]
    return "\n".join(
        "  ".join([cells[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))])
        for cells in table
    )
