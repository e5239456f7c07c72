"""Leader election like Patroni's: annotations of an Endpoints object, changed only with its newest version."""

import threading

from checks import equal, kubeconfig, refused, run
from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException

config.load_kube_config(config_file=kubeconfig())
core = client.CoreV1Api()
NAME, NAMESPACE = "batman", "default"


def endpoints(leader, version=None, address="10.0.0.1"):
    return client.V1Endpoints(
        metadata=client.V1ObjectMeta(
            name=NAME,
            resource_version=version,
            labels={"application": "patroni"},
            annotations={"leader": leader, "ttl": "30", "transitions": "0"},
        ),
        subsets=[
            client.V1EndpointSubset(
                addresses=[client.V1EndpointAddress(ip=address)],
                ports=[client.CoreV1EndpointPort(name="postgresql", port=5432)],
            )
        ],
    )


def bootstraps():
    """the first candidate to create the object leads"""
    equal(core.create_namespaced_endpoints(NAMESPACE, endpoints("a")).metadata.annotations["leader"], "a")
    refused(ApiException, 409, lambda: core.create_namespaced_endpoints(NAMESPACE, endpoints("b")))


def races():
    """one of several candidates that take over concurrently succeeds"""
    version = core.read_namespaced_endpoints(NAME, NAMESPACE).metadata.resource_version
    results = []

    def take(name):
        try:
            core.patch_namespaced_endpoints(NAME, NAMESPACE, endpoints(name, version))
            results.append(name)
        except ApiException as error:
            equal(error.status, 409)

    threads = [threading.Thread(target=take, args=(name,)) for name in "bcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(len(results), 1)
    stored = core.read_namespaced_endpoints(NAME, NAMESPACE)
    equal(stored.metadata.annotations["leader"], results[0])


def follows():
    """followers see the leader and its address on a watch by labels"""
    listed = core.list_namespaced_endpoints(NAMESPACE, label_selector="application=patroni")
    events = watch.Watch().stream(
        core.list_namespaced_endpoints,
        NAMESPACE,
        label_selector="application=patroni",
        resource_version=listed.metadata.resource_version,
        timeout_seconds=60,
    )
    version = listed.items[0].metadata.resource_version
    change = lambda: core.patch_namespaced_endpoints(
        NAME, NAMESPACE, endpoints("z", version, "10.0.0.2")
    )
    threading.Timer(0.05, change).start()
    seen = next(events)["object"]
    equal(seen.metadata.annotations["leader"], "z")
    equal(seen.subsets[0].addresses[0].ip, "10.0.0.2")


def renews():
    """a renewal that changes nothing makes no new version"""
    before = core.read_namespaced_endpoints(NAME, NAMESPACE)
    same = endpoints("z", before.metadata.resource_version, "10.0.0.2")
    after = core.patch_namespaced_endpoints(NAME, NAMESPACE, same)
    equal(after.metadata.resource_version, before.metadata.resource_version)


run([bootstraps, races, follows, renews])
