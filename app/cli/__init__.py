"""The command line: `duken VERB`. Every verb has --db and --json; a refusal is a sentence, never a traceback."""

from __future__ import annotations


def main() -> None:
    """Run the verb that was asked for; the exit code is 0, 1 for a refusal, 2 for a wrong call, 70 for a bug of ours."""
    from app.cli import bench_verbs, frame, goods_verbs, paper_verbs, shop_verbs

    frame.serve(shop_verbs, goods_verbs, paper_verbs, bench_verbs)
