"""kubernetes, the official client for Python."""

import base64
import subprocess
import threading

from checks import equal, kubeconfig, refused, run
from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.exceptions import ApiException

config.load_kube_config(config_file=kubeconfig())
core = client.CoreV1Api()
certificates = client.CertificatesV1Api()
rbac = client.RbacAuthorizationV1Api()


def config_map(name, **data):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name), data=data)


def objects():
    """an object is created, read, replaced, patched and deleted"""
    made = core.create_namespaced_config_map("default", config_map("py", a="1"))
    equal(made.data, {"a": "1"})
    refused(ApiException, 409, lambda: core.create_namespaced_config_map("default", config_map("py")))
    made.data["a"] = "2"
    replaced = core.replace_namespaced_config_map("py", "default", made)
    refused(ApiException, 409, lambda: core.replace_namespaced_config_map("py", "default", made))
    patched = core.patch_namespaced_config_map("py", "default", {"data": {"b": "3"}})
    equal(patched.data, {"a": "2", "b": "3"})
    operations = [{"op": "remove", "path": "/data/b"}]
    equal(core.patch_namespaced_config_map("py", "default", operations).data, {"a": "2"})
    if patched.metadata.resource_version == replaced.metadata.resource_version:
        raise AssertionError("a patch made no new version")
    equal(core.delete_namespaced_config_map("py", "default").status, "Success")
    refused(ApiException, 404, lambda: core.read_namespaced_config_map("py", "default"))


def pages():
    """objects are listed in pages and by labels"""
    for i in range(5):
        body = config_map(f"page-{i}")
        body.metadata.labels = {"set": "pages"}
        core.create_namespaced_config_map("default", body)
    names, token = [], None
    while token != "":
        page = core.list_namespaced_config_map(
            "default", label_selector="set=pages", limit=2, _continue=token or None
        )
        names += [item.metadata.name for item in page.items]
        token = page.metadata._continue or ""
    equal(names, [f"page-{i}" for i in range(5)])
    core.delete_collection_namespaced_config_map("default", label_selector="set=pages")
    equal(core.list_namespaced_config_map("default", label_selector="set=pages").items, [])


def watches():
    """a watch from a list's version shows a new object"""
    listed = core.list_namespaced_secret("default")
    stream = watch.Watch()
    events = stream.stream(
        core.list_namespaced_secret,
        "default",
        resource_version=listed.metadata.resource_version,
        timeout_seconds=60,
    )
    body = client.V1Secret(metadata=client.V1ObjectMeta(name="seen"), string_data={"a": "b"})
    threading.Timer(0.05, lambda: core.create_namespaced_secret("default", body)).start()
    event = next(events)
    equal((event["type"], event["object"].metadata.name), ("ADDED", "seen"))
    equal(event["object"].data, {"a": base64.b64encode(b"b").decode()})
    stream.stop()


def issues():
    """a request is created, approved and signed"""
    request = subprocess.run(
        ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null"]
        + ["-subj", "/O=py/CN=jane"],
        capture_output=True,
        check=True,
    ).stdout
    spec = client.V1CertificateSigningRequestSpec(
        request=base64.b64encode(request).decode(),
        signer_name="kubernetes.io/kube-apiserver-client",
        usages=["client auth"],
    )
    made = certificates.create_certificate_signing_request(
        client.V1CertificateSigningRequest(metadata=client.V1ObjectMeta(name="py"), spec=spec)
    )
    made.status.conditions = [
        client.V1CertificateSigningRequestCondition(
            type="Approved", status="True", reason="Py", message="by a script"
        )
    ]
    certificates.replace_certificate_signing_request_approval("py", made)
    events = watch.Watch().stream(
        certificates.list_certificate_signing_request,
        field_selector="metadata.name=py",
        timeout_seconds=60,
    )
    issued = next(e["object"] for e in events if e["object"].status.certificate)
    text = base64.b64decode(issued.status.certificate)
    equal(text.startswith(b"-----BEGIN CERTIFICATE-----"), True)


def manifests():
    """create_from_dict creates a role, which the dynamic client applies server-side"""
    api = client.ApiClient()
    utils.create_from_dict(
        api,
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "metadata": {"name": "py", "namespace": "default"},
            "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
        },
    )
    equal(rbac.read_namespaced_role("py", "default").rules[0].verbs, ["get"])
    roles = dynamic.DynamicClient(api).resources.get(
        api_version="rbac.authorization.k8s.io/v1", kind="Role"
    )
    body = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "py"},
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}],
    }
    apply = lambda force: roles.server_side_apply(
        body=body, name="py", namespace="default", field_manager="py", force_conflicts=force
    )
    refused(dynamic.exceptions.ConflictError, 409, lambda: apply(False))
    equal(apply(True).rules[0].verbs, ["list"])


def accounts():
    """a review of a service account's token names its user"""
    core.create_namespaced_service_account(
        "default", client.V1ServiceAccount(metadata=client.V1ObjectMeta(name="py"))
    )
    token = core.create_namespaced_service_account_token(
        "py", "default", client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[]))
    ).status.token
    review = client.AuthenticationV1Api().create_token_review(
        client.V1TokenReview(spec=client.V1TokenReviewSpec(token=token))
    )
    equal(review.status.user.username, "system:serviceaccount:default:py")


run([objects, pages, watches, issues, manifests, accounts])
