"""Running a command that file permissions hold for, even where the tests run as root."""

import os
import shutil
import subprocess

import pytest

_RIGHTS = "-dac_override,-dac_read_search"


def denied_command() -> list[str]:
    """What to put before a command so that an unreadable folder is unreadable to it.

    Nothing for an ordinary user. The test is skipped where root cannot give up its rights.
    """
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root reads every folder, and there is no setpriv to give that up")
    command = ["setpriv", "--bounding-set", _RIGHTS, "--inh-caps", _RIGHTS]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("root reads every folder, and may not give that up here")
    return command
