"""`dueregard verify FILE`: anybody can check a published file, without server, database or secrets."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dueregard.config.command import main
from dueregard.publication.rules.manifest import FileEntry, manifest_text, public_key_text, signed
from tests.config.running import run


@pytest.fixture
def published(tmp_path: Path) -> dict[str, str]:
    """A published file, its manifest, and the key, as paths."""
    content = b"The plan."
    key = Ed25519PrivateKey.generate()
    about = {"kind": "both", "number": "3", "dated": "2026-12-01", "hash": "ab" * 32}
    entry = FileEntry("prevent-plan-3.pdf", "public", "pdf", len(content), hashlib.sha256(content).hexdigest())
    (tmp_path / "plan.pdf").write_bytes(content)
    (tmp_path / "manifest.json").write_text(
        signed(manifest_text(version=about, issue=1, made="now", files=[entry]), key)
    )
    (tmp_path / "key.txt").write_text(
        f"{public_key_text(Ed25519PrivateKey.generate().public_key())}\n{public_key_text(key.public_key())}\n"
    )
    return {
        name: str(tmp_path / file)
        for name, file in (("file", "plan.pdf"), ("manifest", "manifest.json"), ("key", "key.txt"))
    }


def check(given: dict[str, str], **other: str) -> int:
    asked = given | other
    return main(["verify", asked["file"], "--manifest", asked["manifest"], "--key", asked["key"]])


def test_a_file_as_it_was_published(published: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert check(published) == 0
    said = capsys.readouterr()
    assert "is prevent-plan-3.pdf, as it was published." in said.out
    assert "Version 3 of 2026-12-01" in said.out
    key = Path(published["key"]).read_text().splitlines()[1]
    assert check(published, key=key) == 0  # typed instead of a file


def test_it_needs_neither_database_nor_django(published: dict[str, str], tmp_path: Path) -> None:
    done = run(
        "verify", published["file"], "--manifest", published["manifest"], "--key", published["key"],
        data=tmp_path / "nothing", DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("what", ["file", "manifest", "key"])
def test_one_changed_byte_is_a_difference(
    published: dict[str, str], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(published[what])
    content = bytearray(path.read_bytes())
    place = content.index(b"pdf") if what == "manifest" else len(content) - 5
    content[place] = ord("A") if content[place] != ord("A") else ord("B")
    path.write_bytes(bytes(content))
    assert check(published) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["verify", "{file}"], "all three"),
        (["verify", "--manifest", "{manifest}"], "all three"),
        (["verify", "{file}", "--manifest", "{manifest}", "--key", "{key}", "--head", "1:a"], "--head is for"),
        (["verify", "nowhere", "--manifest", "{manifest}", "--key", "{key}"], "No such file"),
        (["verify", "{file}", "--manifest", "nowhere", "--key", "{key}"], "No such file"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_one_line(
    published: dict[str, str], arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([one.format(**published) for one in arguments]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("what", "content"), [("manifest", b"{}"), ("manifest", b"\xff"), ("key", b"abc"), ("manifest", b"[" * 9999)]
)
def test_what_is_no_manifest_and_no_key_is_a_difference(published: dict[str, str], what: str, content: bytes) -> None:
    Path(published[what]).write_bytes(content)
    assert check(published) == 1


def test_an_empty_key_and_a_vast_manifest_are_refused(published: dict[str, str]) -> None:
    assert check(published, key=" ") == 2
    Path(published["manifest"]).write_bytes(b" " * 5_000_001)
    assert check(published) == 2


@pytest.mark.django_db
def test_the_installation_tells_of_versions_and_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dueregard.config.command import ready
    from dueregard.publication.queries import proof

    monkeypatch.setattr(ready, "set_up", lambda **more: None)
    monkeypatch.setattr(ready, "refuse_pending", lambda: None)
    assert main(["verify"]) == 0
    assert "Versions and publications verify: 0 versions, 0 published files." in capsys.readouterr().out
    monkeypatch.setattr(proof, "faults", lambda: iter(["Version 3: the content has been changed."]))
    assert main(["verify"]) == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "Version 3: the content has been changed.",
        "Versions and publications do not verify: 1 fault.",
    ]
    assert said.out == ""
