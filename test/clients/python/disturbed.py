"""The official client for Python on a cluster with faults, which are injected over HTTP."""

import base64
import os
import queue
import subprocess
import tempfile
import threading

from checks import equal, kubeconfig, refused, run
from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from urllib3.exceptions import ProtocolError

config.load_kube_config(config_file=kubeconfig())
api = client.ApiClient()
core = client.CoreV1Api(api)
certificates = client.CertificatesV1Api(api)
NAMESPACE = "default"


def manage(method, path, body=None):
    """Sends a request to the management API of the cluster."""
    return api.call_api(
        "/csrlab/v1" + path,
        method,
        body=body,
        header_params={"Content-Type": "application/json"},
        response_type="object",
        auth_settings=["BearerToken"],
        _return_http_data_only=True,
    )


def order(name, match, fault, **rest):
    manage("POST", "/faults", {"name": name, "match": match, "fault": fault, **rest})


def happened(name):
    return manage("GET", "/faults/" + name)["happened"]


def ended_requests(query):
    """Returns the matching requests in the journal, waiting for the first one."""
    found = manage("GET", f"/requests?{query}&wait=30s")["requests"]
    equal(len(found) > 0, True)
    return found


def config_map(name, **data):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name), data=data)


class Follower:
    """Follows a watch as a controller does: a list, then events, and the error that ends them."""

    def __init__(self, version, user_agent):
        own = client.ApiClient(api.configuration)
        own.user_agent = user_agent
        self.stream = watch.Watch()
        self.told = queue.Queue()
        listing = client.CoreV1Api(own).list_namespaced_config_map
        self.arguments = (listing, NAMESPACE)
        self.options = {"resource_version": version, "label_selector": "of=watches"}
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        try:
            for event in self.stream.stream(*self.arguments, **self.options):
                self.told.put((event["type"], event["object"].metadata.name))
        except Exception as error:
            self.told.put(error)

    def next(self):
        return self.told.get(timeout=30)


def labelled(name):
    made = config_map(name)
    made.metadata.labels = {"of": "watches"}
    core.create_namespaced_config_map(NAMESPACE, made)


def cut():
    """a watch that is cut resumes where it was, and misses nothing"""
    version = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    follower = Follower(version, "cut")
    labelled("before")
    equal(follower.next(), ("ADDED", "before"))
    order("cut", {"userAgent": "cut", "verb": "watch"}, {"watchCut": {}}, times=1)
    ended = follower.next()
    equal(isinstance(ended, ProtocolError), True)
    labelled("meanwhile")
    again = Follower(follower.stream.resource_version, "cut")
    equal(again.next(), ("ADDED", "meanwhile"))
    equal(happened("cut"), 1)
    again.stream.stop()


def gone():
    """a watch whose version is compacted gets 410, and a new list shows the current objects"""
    version = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    follower = Follower(version, "gone")
    labelled("first")
    equal(follower.next(), ("ADDED", "first"))
    # the first time, the client retries with its last version
    order("gone", {"userAgent": "gone", "verb": "watch"}, {"watchGone": {}}, times=2)
    ended = follower.next()
    equal(isinstance(ended, ApiException) and ended.status, 410)
    equal(happened("gone"), 2)
    listed = core.list_namespaced_config_map(NAMESPACE, label_selector="of=watches")
    again = Follower(listed.metadata.resource_version, "gone")
    labelled("second")
    equal(again.next(), ("ADDED", "second"))
    again.stream.stop()


def conflict():
    """an injected conflict is retried like a real one"""
    core.create_namespaced_config_map(NAMESPACE, config_map("counter", n="0"))
    order(
        "conflict",
        {"verb": "update", "resource": "configmaps", "name": "counter"},
        {"status": {"code": 409}},
        times=2,
    )
    tries = 0
    while True:
        tries += 1
        counter = core.read_namespaced_config_map("counter", NAMESPACE)
        counter.data["n"] = str(int(counter.data["n"]) + 1)
        try:
            core.replace_namespaced_config_map("counter", NAMESPACE, counter)
            break
        except ApiException as error:
            equal((error.status, error.headers["Csrlab-Fault"]), (409, "conflict"))
    equal(tries, 3)
    equal(core.read_namespaced_config_map("counter", NAMESPACE).data, {"n": "1"})


def elections():
    """a leader survives a moved clock and one conflict, and steps down if there are only conflicts"""
    led, ended = threading.Event(), threading.Event()
    settings = electionconfig.Config(
        ConfigMapLock("leader", NAMESPACE, "one"),
        lease_duration=3,
        renew_deadline=2,
        retry_period=1,
        onstarted_leading=led.set,
        onstopped_leading=ended.set,
    )
    threading.Thread(target=leaderelection.LeaderElection(settings).run, daemon=True).start()
    equal(led.wait(30), True)
    match = {"verb": "update", "resource": "configmaps", "name": "leader"}
    order("once", match, {"status": {"code": 409}}, times=1)
    struck = ended_requests("fault=once")[0]["number"]
    manage("POST", "/clock/advance", {"by": "1m"})
    ended_requests(f"verb=update&resource=configmaps&name=leader&code=200&since={struck}")
    equal(ended.is_set(), False)
    order("always", match, {"status": {"code": 409}})
    equal(ended.wait(30), True)
    manage("DELETE", "/faults")


def expires():
    """a certificate expires on an open connection"""
    with tempfile.TemporaryDirectory() as folder:
        key = os.path.join(folder, "key")
        certificate = os.path.join(folder, "certificate")
        request = subprocess.run(
            ["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
            + ["-nodes", "-keyout", key, "-subj", "/CN=joe"],
            capture_output=True,
            check=True,
        ).stdout
        spec = client.V1CertificateSigningRequestSpec(
            request=base64.b64encode(request).decode(),
            signer_name="kubernetes.io/kube-apiserver-client",
            expiration_seconds=600,
            usages=["client auth"],
        )
        made = certificates.create_certificate_signing_request(
            client.V1CertificateSigningRequest(metadata=client.V1ObjectMeta(name="joe"), spec=spec)
        )
        made.status.conditions = [
            client.V1CertificateSigningRequestCondition(type="Approved", status="True", reason="Py")
        ]
        certificates.replace_certificate_signing_request_approval("joe", made)
        events = watch.Watch().stream(
            certificates.list_certificate_signing_request,
            field_selector="metadata.name=joe",
            timeout_seconds=60,
        )
        issued = next(e["object"] for e in events if e["object"].status.certificate)
        with open(certificate, "wb") as file:
            file.write(base64.b64decode(issued.status.certificate))
        settings = client.Configuration()
        settings.host = api.configuration.host
        settings.ssl_ca_cert = api.configuration.ssl_ca_cert
        settings.cert_file, settings.key_file = certificate, key
        joe = client.CoreV1Api(client.ApiClient(settings))
        refused(ApiException, 403, lambda: joe.list_namespaced_config_map(NAMESPACE))
        manage("POST", "/clock/advance", {"by": "9m"})
        refused(ApiException, 403, lambda: joe.list_namespaced_config_map(NAMESPACE))
        manage("POST", "/clock/advance", {"by": "2m"})
        refused(ApiException, 401, lambda: joe.list_namespaced_config_map(NAMESPACE))
        pools = joe.api_client.rest_client.pool_manager.pools
        equal([pools[key].num_connections for key in pools.keys()], [1])


run([cut, gone, conflict, elections, expires])
