"""The recipes of deploy/, held as far as they go without containers."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import fields
from functools import partial
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from core.service import Service
from core.settings import Settings, load_settings, variable
from core.web.site import Site
from tests.browser.servers import free_port
from tests.certificates import make_certificate
from tests.makers.programs import program
from tests.web.sites import served

DEPLOY = Path(__file__).parents[2] / "deploy"
SETTINGS = {variable(setting.name) for setting in fields(Settings)}
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
YAML = sorted([*DEPLOY.rglob("*.yaml"), *DEPLOY.rglob("*.yml")])


def run(*command: object, **more: str) -> str:
    """What a program says of a recipe that is right."""
    name, *rest = map(str, command)
    done = subprocess.run(
        [program(name), *rest],
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_every_variable_of_ours_is_a_setting() -> None:
    for path in FILES:
        named = set(re.findall(r"TINGBLIK_[A-Z_]+", path.read_text("utf-8")))
        assert named <= SETTINGS, path


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_yaml__is_well_formed_and_its_settings_are_good(path: Path) -> None:
    documents = list(yaml.safe_load_all(path.read_text("utf-8")))
    assert all(isinstance(document, dict) for document in documents)
    if path.name == "compose.yaml":
        (compose,) = documents
        named = {volume.split(":")[0] for s in compose["services"].values()
                 for volume in s.get("volumes", [])}  # fmt: skip
        assert named - {n for n in named if n.startswith(".")} == set(compose["volumes"])
        for mount in (n for n in named if n.startswith(".")):
            assert (DEPLOY / mount).exists()
        for name in ("writer", "web1", "web2"):
            service = compose["services"][name]
            values = {**service["environment"], "TINGBLIK_PUBLIC_URL": "https://example.org"}
            settings = load_settings({key: str(value) for key, value in values.items()})
            assert settings.role == name.rstrip("12")
            assert (settings.share_of, settings.demo) == (3, "never")
            assert settings.trusted_proxies == "172.28.7.0/24"
        assert len(compose["services"]["web1"]["volumes"]) == 2
    if path.parent.name == "kubernetes":
        assert all({"apiVersion", "kind", "metadata"} <= document.keys() for document in documents)
        settings_of = [d["data"] for d in documents if d["kind"] == "ConfigMap"]
        for values in settings_of:
            load_settings(values)


def test_images__are_of_a_version() -> None:
    text = (DEPLOY / "compose.yaml").read_text() + (DEPLOY / "Dockerfile").read_text()
    text += "".join(path.read_text() for path in DEPLOY.glob("kubernetes/*"))
    images = re.findall(r"(?:image: |^FROM )(\S+)", text, re.MULTILINE)
    assert len(images) > 10
    for image in images:
        assert image == "tingblik" or re.search(r":[A-Za-z.-]*\d", image), image


def test_services__start_what_there_is(tmp_path: Path) -> None:
    for unit in DEPLOY.glob("systemd/*.service"):
        text = unit.read_text()
        assert re.search(
            r"ExecStart=/opt/tingblik/\.venv/bin/python -m (core writer|streamlit)", text
        )
        assert "DynamicUser=yes" in text
    env = (DEPLOY / "systemd/tingblik.env").read_text()
    load_settings(dict(line.split("=", 1) for line in env.splitlines() if "=" in line))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with a key and a certificate, as HAProxy wants it."""
    key, made = make_certificate(tmp_path_factory.mktemp("certificate"))
    path = made.with_name("both.pem")
    path.write_bytes(key.read_bytes() + made.read_bytes())
    return path


def test_haproxy__takes_the_recipe(certificate: Path, tmp_path: Path) -> None:
    said = run(
        "haproxy", "-c", "-f", DEPLOY / "haproxy.cfg",
        WEB_1="127.0.0.1:8501", WEB_2="127.0.0.1:8502", CERTIFICATE=str(certificate),
        HTTP_PORT="8080", HTTPS_PORT="8443", STATS_PORT="8405",
        STATS_SOCKET=str(tmp_path / "socket"),
    )  # fmt: skip
    assert "WARNING" not in said


def test_nginx__takes_the_recipe(certificate: Path, tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"/etc/letsencrypt/\S+\.pem", str(certificate), text)
    text = re.sub(r"/(run|var)/", f"{tmp_path}/", text)
    for port in ("80", "443"):
        text = re.sub(
            rf"listen (\[::\]:)?{port}\b", f"listen 127.0.0.1:{free_port()}", text, count=1
        )
        text = re.sub(rf"\n *listen \[::\]:{port}\b.*", "", text)
    for folder in ("log/nginx", "cache/nginx"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "nginx.conf").write_text(text)
    said = run("nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf",
               "-g", f"error_log {tmp_path}/errors;")  # fmt: skip
    assert "successful" in said


def test_prometheus__takes_its_files(tmp_path: Path) -> None:
    assert "rules found" in run("promtool", "check", "config", DEPLOY / "prometheus.yml")
    case = {
        "rule_files": [str(DEPLOY / "rules.yml")],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": 'tingblik_ready{role="web",instance="a"}', "values": "0x20"},
                    {"series": 'tingblik_ready{role="web",instance="b"}', "values": "1x20"},
                    {"series": 'tingblik_api_requests_total{outcome="ok"}', "values": "0+7x20"},
                    {"series": 'tingblik_api_requests_total{outcome="503"}', "values": "0+3x20"},
                    {"series": 'tingblik_sync_lag_seconds{role="writer"}', "values": "9000x20"},
                ],
                "promql_expr_test": [],
                "alert_rule_test": [
                    {"eval_time": "19m", "alertname": name, "exp_alerts": alerts}
                    for name, alerts in {
                        "WebNotReady": [{"exp_labels": {"role": "web", "instance": "a",
                                                        "severity": "ticket"}}],
                        "NoWebReady": [],
                        "CopyIsOld": [],
                    }.items()
                ],
            }
        ],
    }  # fmt: skip
    rules = yaml.safe_load((DEPLOY / "rules.yml").read_text())["groups"][0]["rules"]
    for test in case["tests"][0]["alert_rule_test"]:  # type: ignore[index]
        (rule,) = (rule for rule in rules if rule["alert"] == test["alertname"])
        for alert in test["exp_alerts"]:
            alert["exp_annotations"] = {
                name: text.replace("{{ $labels.instance }}", "a")
                for name, text in rule["annotations"].items()
            }
    (tmp_path / "case.yml").write_text(yaml.safe_dump(case))
    assert "SUCCESS" in run("promtool", "test", "rules", tmp_path / "case.yml")
    assert all({"summary", "meanwhile", "do"} == rule["annotations"].keys() for rule in rules)


def test_figures__that_alerts_and_board_name_are_there(service: Service) -> None:
    board = json.loads((DEPLOY / "grafana/tingblik.json").read_text())
    rules = (DEPLOY / "rules.yml").read_text()
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    named = set(re.findall(r"tingblik_[a-z_]+", " ".join([rules, *asked])))
    telemetry = service.parliament.telemetry
    telemetry.request(entity="Sag", seconds=0.1, status=200)
    telemetry.lookup(static=True, outcome="hit")
    telemetry.count("shared.errors")
    service.note_page("votes", 0.2)
    client: TestClient = served(Site(lambda: service, sessions=lambda: 1))
    client.get("/healthz")
    text = client.get("/metrics").text
    there = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    there |= set(re.findall(r"^(tingblik_\w+)", text, re.MULTILINE))
    assert named - there <= {"tingblik_sync_lag_seconds"}  # before a first sync


def test_certificates__are_made_once_and_signed(tmp_path: Path) -> None:
    made = partial(run, "sh", DEPLOY / "certificates.sh", tmp_path)
    made()
    assert "OK" in run(
        "openssl", "verify", "-CAfile", tmp_path / "bundle.crt", tmp_path / "public.crt"
    )
    before = (tmp_path / "public.crt").read_bytes()
    made()
    assert (tmp_path / "public.crt").read_bytes() == before
