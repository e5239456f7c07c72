"""Leader election with the official client for Python."""

import threading

from checks import equal, kubeconfig, run
from kubernetes import client, config
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock

config.load_kube_config(config_file=kubeconfig())
core = client.CoreV1Api()


def elections():
    """a leader is elected by a lock in a config map"""
    led, ended = threading.Event(), threading.Event()

    def elect(name, on_start):
        lock = ConfigMapLock("leader", "default", name)
        settings = electionconfig.Config(
            lock,
            lease_duration=3,
            renew_deadline=2,
            retry_period=1,
            onstarted_leading=on_start,
            onstopped_leading=ended.set,
        )
        threading.Thread(target=leaderelection.LeaderElection(settings).run, daemon=True).start()

    elect("one", led.set)
    equal(led.wait(10), True)
    record = core.read_namespaced_config_map("leader", "default").metadata.annotations
    equal('"holderIdentity": "one"' in record["control-plane.alpha.kubernetes.io/leader"], True)
    elect("two", lambda: None)
    equal(ended.wait(2), False)


run([elections])
