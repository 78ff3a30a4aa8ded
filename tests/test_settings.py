"""Settings that cannot be right are refused by name before anything starts."""

import pytest
from pydantic import ValidationError

from onestop.config import Settings
from onestop.doctor import checks


@pytest.mark.parametrize("url", ["smtp://", "smtp://mail:0", "smtp://mail:99999", "http://mail", "smtp:// mail"])
def test_a_mail_server_that_is_none(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, smtp_url=url)
    assert refused.value.errors()[0]["loc"] == ("smtp_url",)


def test_the_doctor_says_how_notices_leave_and_no_password(tmp_path: object) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, smtp_url="smtp://motcua:geheim@mail.example.vn")
    told = "\n".join(sentence for _, sentence in checks(settings))
    assert "mail.example.vn" in told
    assert "geheim" not in told
    assert "outgoing" in told
