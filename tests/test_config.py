"""Settings come from the environment; an unsafe secret stops the start and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from intranet.config import ConfigurationError, Settings

GOOD = "a-long-and-random-secret-0123456789-xyz"


def test_without_a_secret_the_start_is_refused_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"SECRET_KEY is not set.*secrets\.token_urlsafe"):
        Settings.from_environment({"INSTANCE_DIR": str(tmp_path)})


@pytest.mark.parametrize("weak", ["secret", "a" * 64, "abcabcabcabcabcabcabcabcabcabcabcabcabc"])
def test_a_weak_secret_is_refused_even_in_the_demo(weak: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="too weak"):
        Settings.from_environment({"SECRET_KEY": weak, "DEMO": "1", "INSTANCE_DIR": str(tmp_path)})


def test_the_demo_makes_its_own_secret_and_keeps_it_for_the_owner_alone(tmp_path: Path) -> None:
    environ = {"DEMO": "1", "INSTANCE_DIR": str(tmp_path)}
    first, second = Settings.from_environment(environ), Settings.from_environment(environ)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "demo-secret").stat().st_mode & 0o777 == 0o600


def test_the_environment_names_database_instance_and_google(tmp_path: Path) -> None:
    environ = {
        "SECRET_KEY": GOOD, "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": "postgres://u@h/db",
        "GOOGLE_SERVICE_ACCOUNT_FILE": "/somewhere/key.json", "GOOGLE_API_URL": "http://127.0.0.1:9",
    }  # fmt: skip
    settings = Settings.from_environment(environ)
    assert settings.database_url == "postgresql://u@h/db"
    assert settings.instance_dir == tmp_path
    assert settings.google_service_account_file == Path("/somewhere/key.json")
    assert settings.google_api_url == "http://127.0.0.1:9"


def test_several_service_accounts_are_named_like_folders_in_path_each_once(tmp_path: Path) -> None:
    environ = {
        "SECRET_KEY": GOOD, "INSTANCE_DIR": str(tmp_path), "GOOGLE_SERVICE_ACCOUNT_FILE": "/k/a.json",
        "GOOGLE_SERVICE_ACCOUNTS": "/k/b.json: /k/a.json:",
    }  # fmt: skip
    assert Settings.from_environment(environ).google_key_files == (Path("/k/a.json"), Path("/k/b.json"))
    assert Settings.from_environment({"SECRET_KEY": GOOD, "INSTANCE_DIR": str(tmp_path)}).google_key_files == ()


def test_the_database_is_an_sqlite_file_in_the_instance_folder_unless_told_otherwise(tmp_path: Path) -> None:
    settings = Settings.from_environment({"SECRET_KEY": GOOD, "INSTANCE_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/intranet.db"
