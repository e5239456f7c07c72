"""pykube-ng, which kopf and others use."""

import threading

import pykube
from checks import equal, kubeconfig, refused, run
from pykube.exceptions import HTTPError

api = pykube.HTTPClient(pykube.KubeConfig.from_file(kubeconfig()))


def objects():
    """an object is created, updated, patched and deleted"""
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "pykube", "namespace": "default"}}
    made = pykube.ConfigMap(api, {**body, "data": {"a": "1"}})
    made.create()
    equal(made.exists(), True)
    made.obj["data"]["a"] = "2"
    made.update()
    made.patch({"data": {"b": "3"}})
    equal(pykube.ConfigMap.objects(api).get_by_name("pykube").obj["data"], {"a": "2", "b": "3"})
    refused(HTTPError, 409, lambda: pykube.ConfigMap(api, body).create())
    made.delete()
    equal(made.exists(), False)


def queries():
    """objects are listed by labels and fields, in one namespace and in all"""
    for name in ("one", "two"):
        pykube.Secret(
            api,
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": name, "namespace": "default", "labels": {"of": "pykube"}},
            },
        ).create()
    names = lambda query: [item.name for item in query]
    equal(names(pykube.Secret.objects(api).filter(selector={"of": "pykube"})), ["one", "two"])
    found = pykube.Secret.objects(api).filter(field_selector={"metadata.name": "two"})
    equal(names(found), ["two"])
    everywhere = pykube.Secret.objects(api, namespace=pykube.all).filter(selector="of=pykube")
    equal(len(list(everywhere)), 2)


def watches():
    """a watch shows a new deployment, which can be scaled"""
    deployment = pykube.Deployment(
        api,
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "pykube", "namespace": "default"},
            "spec": {
                "selector": {"matchLabels": {"a": "b"}},
                "template": {
                    "metadata": {"labels": {"a": "b"}},
                    "spec": {"containers": [{"name": "c", "image": "x"}]},
                },
            },
        },
    )
    events = pykube.Deployment.objects(api).watch()
    threading.Timer(0.05, deployment.create).start()
    event = next(iter(events))
    equal((event.type, event.object.name, event.object.replicas), ("ADDED", "pykube", 1))
    event.object.reload()
    event.object.replicas = 4
    event.object.update()
    equal(pykube.Deployment.objects(api).get_by_name("pykube").replicas, 4)


def dynamic():
    """a kind is found by its name, and the server has a version"""
    requests = pykube.object_factory(api, "certificates.k8s.io/v1", "CertificateSigningRequest")
    equal(list(requests.objects(api)), [])
    equal(int(api.version[0]), 1)


run([objects, queries, watches, dynamic])
