"""An S3 server on loopback that keeps what it is given in memory."""

from __future__ import annotations


def s3_command(port: int) -> list[str]:
    """What runs it in a process of its own."""
    return ["-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]


def s3_variables(url: str, key: str = "example", secret: str = "example") -> dict[str, str]:
    """The variables by which a shared store finds it."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_REGION": "us-east-1",
    }
