"""Running the `dueregard` command as users do: in a process of its own, with the product's settings and a folder of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from dueregard.config.command import main
from tests.floors import ROOT

COMMAND = [sys.executable, "-c", "import sys; from dueregard.config.command import main; sys.exit(main())"]


def environment(data: Path | None, **more: str) -> dict[str, str]:
    """The environment of a fresh installation whose data folder is `data`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUEREGARD_", "DATABASE_URL"))}
    kept |= {"DJANGO_SETTINGS_MODULE": "dueregard.config.settings", "PYTHONPATH": str(ROOT), **more}
    return kept | ({"DUEREGARD_DATA": str(data)} if data else {})


def run(*arguments: str, data: Path | None = None, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, without a terminal."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=environment(data, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def here(*arguments: str, data: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, which saves its start: for calls that are refused before the settings are read."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, environment(data, **more), clear=True), redirect_stdout(out), redirect_stderr(err):
        code = main(list(arguments))
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit status 2, nothing on standard output, exactly one line on standard error that has `words`."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.endswith("\n")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr
