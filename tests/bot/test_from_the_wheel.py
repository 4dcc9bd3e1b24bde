"""The image's entry command as the image runs it, without an image: the built wheel in a virtual environment of its
own, with a home, a working folder and a program that cannot be written."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.demo.stage import clock_at, environment_for
from bot.playground.limits import Patience
from bot.playground.server import Playground
from tests.leaks import heard
from tests.stories.acting import HERE, MANIFEST, MONDAY

pytestmark = pytest.mark.long
CALM = Patience(ack=15.0, trigger=15.0)
_CAPBSET_DROP, _DAC_OVERRIDE = 24, 1  # linux/prctl.h, linux/capability.h
_DRAWS = """
from handlers.charts import paper
figure, axes = paper.sheet(2.0)
axes.set_title("Fit, 5 of 7")
print(len(paper.bytes_of(figure)))
"""


def held_to_file_modes() -> None:
    """Run in the child: root, too, is kept from writing where the mode says nobody may."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(_CAPBSET_DROP, _DAC_OVERRIDE, 0, 0, 0)


def run(*line: str | Path) -> None:
    subprocess.run(line, cwd=HERE, capture_output=True, check=True)


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    """A virtual environment with the wheel and what the lock names, nothing in it to be written."""
    place = tmp_path / "samepage"
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist")
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", place)
    pip = (sys.executable, "-m", "pip", "--python", place, "--disable-pip-version-check", "install", "--no-compile")
    run(*pip, "--require-hashes", "-r", HERE / "requirements.lock")
    run(*pip, "--no-deps", wheel)
    run("chmod", "-R", "a-w", place)
    yield place
    run("chmod", "-R", "u+w", place)
    shutil.rmtree(place)


async def test_the_entry_command_needs_no_place_to_write_but_its_data_and_tmp(installed: Path, tmp_path: Path) -> None:
    home, data, tmp = (tmp_path / name for name in ("home", "data", "tmp"))
    for folder in (home, data, tmp):
        folder.mkdir()
    home.chmod(0o555)
    dockerfile = (HERE / "Dockerfile").read_text(encoding="utf-8")
    said = dict(re.findall(r"(?m)^(ENTRYPOINT|CMD) (.*)$", dockerfile))
    assert "MPLCONFIGDIR=/tmp/matplotlib" in dockerfile
    clock_file = clock_at(tmp_path / "clock", MONDAY)
    async with Playground(MANIFEST, clock_file=clock_file, patience=CALM) as playground:
        variables = environment_for(playground, f"sqlite+aiosqlite:///{data}/samepage.db") | {
            "PATH": f"{installed}/bin:/usr/bin:/bin",
            "HOME": str(home),
            "TMPDIR": str(tmp),
            "MPLCONFIGDIR": f"{tmp}/matplotlib",
            "PYTHONUNBUFFERED": "1",
        }

        async def child(*line: str) -> asyncio.subprocess.Process:
            return await asyncio.create_subprocess_exec(
                *line,
                cwd=home,
                env=variables,
                preexec_fn=held_to_file_modes,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )

        for folder in (home, installed):
            touching = await child("touch", str(folder / "file"))
            await touching.communicate()
            assert touching.returncode != 0, "it could be written: the rest shows nothing"
        drawn, complaints = await (await child("python", "-c", _DRAWS)).communicate()
        assert (int(drawn) > 1000, complaints) == (True, b"")
        bot = await child(*json.loads(said["ENTRYPOINT"]), *json.loads(said["CMD"]))
        try:
            await playground.connected(90)
            reply = await playground.person("Rita").command("/samepage help")
        finally:
            bot.terminate()
            out, printed = await bot.communicate()
        err = printed.decode()
        assert reply.ok
        assert "If you recruit" in (reply.text or "")
        heard(err)
        (url,) = re.findall(r'"url": "(http://[^"]+)"', err)
        assert (bot.returncode, out) == (0, b""), err
        assert "Traceback" not in err
        with pytest.raises(aiohttp.ClientConnectionError):
            async with aiohttp.ClientSession() as http, http.get(f"{url}/readyz"):
                pass
    assert list(home.iterdir()) == []
    assert {each.name for each in data.iterdir()} == {"samepage.db"}
