"""Runs checks. Each prints a line of JSON with its name, and its error if it failed."""

import json
import sys
import traceback


def run(checks):
    for check in checks:
        line = {"check": check.__doc__}
        try:
            check()
        except Exception:
            line["error"] = traceback.format_exc()
        print(json.dumps(line), flush=True)


def equal(found, wanted):
    if found != wanted:
        raise AssertionError(f"{found!r} is not {wanted!r}")


def refused(exceptions, code, task):
    """Returns the error that `task` raises, which must have this code."""
    try:
        task()
    except exceptions as error:
        found = getattr(error, "status", None) or getattr(error, "code", None)
        equal(found, code)
        return error
    raise AssertionError(f"did not fail with {code}")


def kubeconfig():
    return sys.argv[1]
