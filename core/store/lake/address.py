"""Where the shared store lies, and how it is reached.

Credentials come from the usual variables of the environment, which the libraries read themselves,
so that none passes through here. What would weaken the connection is overruled: certificates are
always verified, and plain http is for servers on loopback.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import SettingsError
from core.settings import LOOPBACK

# Each names another server than the usual one of its kind of store.
_ENDPOINTS = (
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT",
    "AZURE_STORAGE_ENDPOINT",
    "AZURE_ENDPOINT",
    "GOOGLE_BASE_URL",
)
_SAFE = {"allow_invalid_certificates": "false"}
# A store that does not answer is told of soon: the local copy is there meanwhile.
_PATIENCE = {
    "connect_timeout": "5s",
    "timeout": "30s",
    "max_retries": "2",
    "retry_timeout": "15s",
}


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """The folder of one source's tables in the shared store.

    `options` go with every request of the tables, `file_options` with those of their files.
    """

    url: str
    options: Mapping[str, str]
    file_options: Mapping[str, str]

    def table(self, name: str) -> str:
        """The address of a table."""
        return f"{self.url}/{name}"


def lake_address(store_url: str, source: str, env: Mapping[str, str] = os.environ) -> LakeAddress:
    """The address of a source's tables below the setting; `source` is the store's folder name.

    Raises SettingsError where a server is to be reached over plain http that is not on loopback.
    """
    url = f"{store_url.rstrip('/')}/{source}"
    if urlsplit(url).scheme == "file":
        return LakeAddress(url, {}, {})
    http = False
    for name in _ENDPOINTS:
        parts = urlsplit(env.get(name, ""))
        if parts.scheme != "http":
            continue
        if parts.hostname not in LOOPBACK:
            raise SettingsError(f"{name} must be https (http only on loopback)")
        http = True
    reached = {**_SAFE, "allow_http": "true" if http else "false"}
    options = {**reached, **_PATIENCE}
    if urlsplit(url).scheme == "s3":
        options["conditional_put"] = "etag"  # what makes a commit one of two writers' alone
    return LakeAddress(url, options, reached)
