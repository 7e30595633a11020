"""The steps of the first run, one a file; each shows what the model says and hands on what is typed."""
