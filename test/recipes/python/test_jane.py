import base64
import subprocess

import pytest
from kubernetes import client, config, watch


@pytest.fixture(scope="session")
def certificates():
    config.load_kube_config()  # the KUBECONFIG of csrlab run
    return client.CertificatesV1Api()


@pytest.fixture
def request_of_jane(certificates, tmp_path):
    pem = subprocess.check_output(
        ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=jane"]
        + ["-keyout", tmp_path / "jane.key"]
    )
    spec = client.V1CertificateSigningRequestSpec(
        request=base64.b64encode(pem).decode(),
        signer_name="kubernetes.io/kube-apiserver-client",
        usages=["client auth"],
    )
    metadata = client.V1ObjectMeta(name="jane")
    body = client.V1CertificateSigningRequest(metadata=metadata, spec=spec)
    yield certificates.create_certificate_signing_request(body)
    certificates.delete_certificate_signing_request("jane")


def test_jane_gets_a_certificate_once_approved(certificates, request_of_jane):
    assert request_of_jane.status.certificate is None
    request_of_jane.status.conditions = [
        client.V1CertificateSigningRequestCondition(
            type="Approved", status="True", reason="Test", message="by a test"
        )
    ]
    certificates.replace_certificate_signing_request_approval("jane", request_of_jane)
    events = watch.Watch().stream(
        certificates.list_certificate_signing_request,
        field_selector="metadata.name=jane",
        timeout_seconds=60,
    )
    signed = next(e["object"] for e in events if e["object"].status.certificate)
    pem = base64.b64decode(signed.status.certificate)
    assert pem.startswith(b"-----BEGIN CERTIFICATE-----")
