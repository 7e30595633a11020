"""The command line: `duken VERB`. Every verb has --db and --json; a refusal is a sentence, never a traceback."""

from __future__ import annotations


def main() -> None:
    """Run the verb that was asked for; the exit code is 0, 1 for a refusal, 2 for a wrong call, 70 for a bug of ours."""
    import app.cli.bench_verbs
    import app.cli.goods_verbs
    import app.cli.paper_verbs
    import app.cli.shop_verbs  # each adds its verbs to the frame
    from app.cli import frame

    frame.app()
