"""The image and the composition: what a linter and a schema say of them, and what they promise in the README."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast

import click
import pytest
import yaml
from jsonschema import Draft7Validator

from bot.__main__ import main
from bot.settings import whole_url

HERE = Path(__file__).parents[2]
DATA = HERE / "tests" / "data"
SECRET = re.compile(r"xox|xapp|(token|secret|password|key)\w*\s*=\s*\w", re.IGNORECASE)


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, each with what it says, continued lines joined."""
    text = (HERE / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"(?m)^#.*\n", "", text).replace("\\\n", " ").splitlines()
    return [(name, said.strip()) for name, _, said in (line.partition(" ") for line in lines if line.strip())]


def said(name: str) -> list[str]:
    return [words for each, words in instructions() if each == name]


def composition() -> Any:
    return yaml.safe_load((HERE / "compose.yaml").read_text(encoding="utf-8"))


def test_the_linter_has_nothing_to_say_of_the_dockerfile() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, HERE / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_image_is_of_a_named_base_for_nobody_special_and_holds_no_secret() -> None:
    (base,) = said("ARG")
    assert re.fullmatch(r"PYTHON=3\.\d+\.\d+-slim-\w+", base)
    assert said("FROM") == ["python:${PYTHON} AS build", "python:${PYTHON}"]
    assert instructions().index(("USER", "10001")) > instructions().index(("FROM", "python:${PYTHON}"))
    assert said("ADD") == []
    assert not SECRET.search((HERE / "Dockerfile").read_text(encoding="utf-8"))
    for installed in re.findall(r"pip install [^&]*", " ".join(said("RUN"))):
        assert "--require-hashes" in installed or "--no-deps" in installed


def test_the_command_is_ours_and_gets_the_signals_itself() -> None:
    scripts = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    (entry,), (command,) = said("ENTRYPOINT"), said("CMD")
    assert json.loads(entry) == list(scripts)
    assert json.loads(command) == ["run"]
    assert said("STOPSIGNAL") == ["SIGTERM"]
    (variables,) = said("ENV")
    (url,) = re.findall(r"SAMEPAGE_DATABASE_URL=(\S+)", variables)
    assert whole_url(url) == "sqlite+aiosqlite:////data/samepage.db"


def test_what_is_copied_into_the_image_is_there_and_nothing_else_gets_near_it() -> None:
    ignored = (HERE / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {line[1:] for line in rules if line.startswith("!")}
    copied = {name for words in said("COPY") if "--from" not in words for name in words.split()[:-1]}
    assert copied == let_in
    assert all((HERE / name).exists() for name in copied)
    assert not any(fnmatch(name, pattern) for name in ("samepage.env", ".env", "tests", ".git") for pattern in let_in)


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (None, 1)])
def test_its_health_is_what_readyz_says(status: int | None, code: int) -> None:
    (check,) = said("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    assert command[0] == "python"

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if status and self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        port = server.server_port
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        if status is None:
            server.shutdown()
            server.socket.close()
        done = subprocess.run(
            [sys.executable, *command[1:]], env={"PORT": str(port)}, capture_output=True, timeout=30, check=False
        )
        server.shutdown()
        thread.join()
    assert done.returncode == code, done.stderr


def test_the_composition_is_one_by_its_schema() -> None:
    schema = json.loads((DATA / "compose-spec.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    assert [error.message for error in Draft7Validator(schema).iter_errors(composition())] == []
    broken = composition() | {"service": {}}
    assert list(Draft7Validator(schema).iter_errors(broken))


def test_everything_composed_is_kept_small() -> None:
    services = composition()["services"]
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        if "build" not in service:
            assert re.search(r":\d+\.\d+", service["image"]), f"{name}: a base without a version"
        if name != "postgres":
            assert service["read_only"] is True, name
            assert service["tmpfs"], name
        assert ("ports" in service) == (name == "balancer")
    assert services["samepage"]["deploy"]["replicas"] == 2
    assert services["balancer"]["profiles"] == ["http"]
    conditions = {
        name: {each["condition"] for each in services[name].get("depends_on", {}).values()} for name in services
    }
    assert conditions["migrate"] == {"service_healthy"}
    assert conditions["samepage"] == {"service_healthy", "service_completed_successfully"}
    used = {mount.partition(":")[0] for service in services.values() for mount in service.get("volumes", [])}
    assert used == set(composition()["volumes"])


def test_replicas_do_not_own_the_tables_and_get_no_password_of_who_does() -> None:
    services = composition()["services"]
    assert "samepage_bot:${BOT_PASSWORD}@" in services["samepage"]["environment"]["SAMEPAGE_DATABASE_URL"]
    assert "POSTGRES_PASSWORD" not in json.dumps(services["samepage"])
    assert services["samepage"]["env_file"] == "samepage.env"
    assert "env_file" not in services["postgres"]
    told = (HERE / "README.md").read_text(encoding="utf-8")
    script = composition()["configs"]["bot_role"]["content"]
    granted = re.findall(r"(?m)^(?:grant usage on schema|alter default).*;$", script)
    assert len(granted) == 4
    for line in granted:
        assert line in told
    for variable in set(re.findall(r"\$\{(\w+)", (HERE / "compose.yaml").read_text(encoding="utf-8"))):
        assert variable in told, f"the README does not say what {variable} is"
    for file in ("samepage.env", ".env"):
        assert file in (HERE / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_each_command_the_readme_runs_in_a_container_is_one_and_its_service_is_composed() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    composed = re.findall(r"(?m)^docker compose (?:run|exec)(?: --[\w-]+)* (\w+) ([a-z_]+)((?: [a-z]+)?)", readme)
    alone = re.findall(r"(?m)^docker run .* samepage ([a-z-]+)", readme)
    services = composition()["services"]
    assert {service for service, *_ in composed} <= set(services)
    run = [(first, second.strip()) for service, first, second in composed if service == "samepage"]
    assert {first for first, _ in run} | set(alone) == {"doctor", "audit", "backup"}
    for first, second in [*run, *((each, "") for each in alone)]:
        command = main.commands[first]
        assert not second or second in cast(click.Group, command).commands
    assert services["samepage"]["restart"] == "unless-stopped"
