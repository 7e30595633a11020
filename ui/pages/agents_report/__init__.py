"""The agents' report on the screen: tables, a plot, a workbook and a PDF."""
