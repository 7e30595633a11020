"""The agents' report as a workbook (XLSX) and as PDF: tables by agent, product and day, and a plot of each."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from app.core.agents.views import AgentsReport, AgentsRow
from app.core.documents.pdf import drawable, own_fonts
from app.core.documents.showing import write_paper
from app.core.documents.titles import Wording
from app.kernel.i18n import _
from app.kernel.text import spreadsheet_text

SECTIONS = (_("By agent"), _("By product"), _("By day"), _("Top goods"))
COLUMNS = {
    "handed_milli": _("Given out"), "accepted_milli": _("Accepted"), "returned_milli": _("Returned"), "sold_milli": _("Sold"),
    "sold_minor": _("Sold for"), "on_hand_milli": _("On hand"), "debt_minor": _("Debt"),
}
"""The figures of a row by their fields, with the titles of their columns: quantities in milli, money in minor units."""
_OF_GOODS = tuple(figure for figure in COLUMNS if figure != "debt_minor")
FIGURES = (tuple(COLUMNS), _OF_GOODS, tuple(COLUMNS), _OF_GOODS)
"""Those that each section has: goods owe nothing."""
_BY_DAY = 2
_LONGEST = 100
"""Letters of a file's name: what an agent is called may be longer than a disk takes."""
_BARS = 12
"""More bars than that nobody reads."""


class Section(NamedTuple):
    """A part of the report: its title, its rows, and the figures (of `COLUMNS`) that these have."""

    title: str
    rows: tuple[AgentsRow, ...]
    figures: tuple[str, ...]
    is_by_day: bool

    def figures_of(self, row: AgentsRow) -> list[tuple[int, bool]]:
        """A row's figures in their order, each with whether it is money."""
        return [(getattr(row, figure), figure.endswith("_minor")) for figure in self.figures]


def sections_of(report: AgentsReport) -> tuple[Section, ...]:
    """The parts of the report."""
    parts = report.by_agent, report.by_product, report.by_day, report.top
    return tuple(
        Section(SECTIONS[place], rows, FIGURES[place], is_by_day=place == _BY_DAY) for place, rows in enumerate(parts)
    )


def agents_xlsx(report: AgentsReport, say: Wording) -> bytes:
    """A workbook with a sheet a section, numbers as numbers; names that look like formulas are text, and stay so."""
    from openpyxl import Workbook  # late: most starts write no workbook
    from openpyxl.chart import BarChart, Reference
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for section in sections_of(report):
        sheet = book.create_sheet(say.say(section.title)[:31])
        sheet.append([spreadsheet_text(_period(report, say))])
        sheet.append(_head(section, say))
        for cell in (*sheet[1], *sheet[2]):
            cell.font = Font(bold=True)
        for row in section.rows:
            figures = (_number(*figure, say) for figure in section.figures_of(row))
            sheet.append([spreadsheet_text(_label(section, row, say)), *figures])
        sheet.column_dimensions["A"].width = 40
        sheet.freeze_panes = "B3"
        if section.rows:
            chart = BarChart()
            chart.title = say.say(section.title)
            last = 2 + min(len(section.rows), _BARS)
            sold_for = 2 + section.figures.index("sold_minor")
            chart.add_data(Reference(sheet, min_col=sold_for, min_row=2, max_row=last), titles_from_data=True)
            chart.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=last))
            sheet.add_chart(chart, "J3")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def agents_pdf(report: AgentsReport, say: Wording) -> bytes:
    """The same on A4 in landscape: a plot and a table a section, in a font with every letter of our languages."""
    with own_fonts() as (plain, strong):
        return _pdf(report, say, plain, strong)


FILES = {"xlsx": agents_xlsx, "pdf": agents_pdf}
"""How the report is made into a file, by the file's ending."""


def store_agents_report(report: AgentsReport, say: Wording, *, folder: Path, form: str) -> Path:
    """Write it into a folder, which is made if need be, under its title and days; answers where it lies. Needs no database.
    Refused: `file.cannot_write`."""
    title = say.say(_("Agents' report"))
    name = f"{title} {report.first} – {report.last}" + (f" {report.agent}" if report.agent else "")
    return write_paper(FILES[form](report, say), folder=folder, name=name[:_LONGEST], ending=form)


def _pdf(report: AgentsReport, say: Wording, plain: str, strong: str) -> bytes:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

    heading = ParagraphStyle("heading", fontName=strong, fontSize=13, leading=17, spaceAfter=6)
    small = ParagraphStyle("small", fontName=plain, fontSize=8, leading=10)
    story: list[Any] = []
    for section in sections_of(report):
        if story:
            story.append(PageBreak())
        story += [Paragraph(_safe(drawable(f"{say.say(section.title)} · {_period(report, say)}", strong)), heading)]
        if any(row.sold_minor > 0 for row in section.rows):
            story += [_plot(section, say, plain), Spacer(1, 8)]
        story.append(_table(section, say, plain, strong, small))
    target = io.BytesIO()
    paper = SimpleDocTemplate(
        target, pagesize=landscape(A4), leftMargin=36, rightMargin=36, topMargin=36, bottomMargin=36, invariant=1,
        title=say.say(_("Agents' report")), author="Duken",
    )
    paper.build(story)
    return target.getvalue()


def _period(report: AgentsReport, say: Wording) -> str:
    days = f"{say.day(report.first)} – {say.day(report.last)}"
    return days if report.agent is None else f"{report.agent}, {days}"


def _head(section: Section, say: Wording) -> list[str]:
    return [say.say(_("Name")), *(say.say(COLUMNS[figure]) for figure in section.figures)]


def _number(figure: int, is_money: bool, say: Wording) -> Decimal:
    return Decimal(figure).scaleb(-(say.decimals if is_money else 3))


def _shown(figure: int, is_money: bool, say: Wording) -> str:
    return say.money(figure) if is_money else say.number(figure)


def _safe(text: str) -> str:
    """A text inside reportlab's own mark-up."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plot(section: Section, say: Wording, font: str) -> Any:
    from reportlab.graphics.charts.barcharts import VerticalBarChart
    from reportlab.graphics.shapes import Drawing

    best = [row for row in section.rows if row.sold_minor > 0]
    if len(best) > _BARS and not section.is_by_day:  # the days stay in their order, the last of them
        best = sorted(best, key=lambda row: -row.sold_minor)
    shown = best[-_BARS:] if section.is_by_day else best[:_BARS]
    drawing, chart = Drawing(760, 190), VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 70, 50, 680, 130
    chart.data = [[row.sold_minor for row in shown]]
    chart.valueAxis.labelTextFormat = lambda minor: say.money(int(minor))
    chart.categoryAxis.categoryNames = [drawable(_label(section, row, say)[:18], font) for row in shown]
    chart.categoryAxis.labels.fontName = chart.valueAxis.labels.fontName = font
    chart.categoryAxis.labels.fontSize = chart.valueAxis.labels.fontSize = 7
    chart.categoryAxis.labels.angle, chart.categoryAxis.labels.boxAnchor = 20, "ne"
    chart.valueAxis.valueMin = 0
    drawing.add(chart)
    return drawing


def _label(section: Section, row: AgentsRow, say: Wording) -> str:
    return say.day(date.fromisoformat(row.key)) if section.is_by_day else row.name


def _table(section: Section, say: Wording, plain: str, strong: str, small: Any) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table, TableStyle

    body = [
        [
            Paragraph(_safe(drawable(_label(section, row, say), plain)), small),
            *(_shown(*figure, say) for figure in section.figures_of(row)),
        ]
        for row in section.rows
    ]
    table = Table([_head(section, say), *body], colWidths=[250, *[74] * len(section.figures)], repeatRows=1)
    table.setStyle(TableStyle([
        ("FONTNAME", (0, 0), (-1, 0), strong), ("FONTNAME", (0, 1), (-1, -1), plain), ("FONTSIZE", (0, 0), (-1, -1), 8),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"), ("LINEBELOW", (0, 0), (-1, -1), 1, colors.HexColor("#d8d8d8")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]))
    return table
