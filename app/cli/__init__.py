"""The command line: `duken VERB`. Every verb has --db and --json; a refusal is a sentence, never a traceback."""

from __future__ import annotations


def main() -> None:
    """Run the verb that was asked for; the exit code is 0, 1 for a refusal, 2 for a wrong call, 70 for a bug of ours."""
    import gc

    gc.disable()  # until the verb is loaded: what a start makes is not garbage, and looking for some takes a tenth of it
    from app.cli.calling import serve

    serve()
