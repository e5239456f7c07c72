"""Each check prints a line of JSON: its name, and what went wrong if something did."""

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
    """The error that `task` ends with, whose code must be this one."""
    try:
        task()
    except exceptions as error:
        found = getattr(error, "status", None) or getattr(error, "code", None)
        equal(found, code)
        return error
    raise AssertionError(f"was not refused with {code}")


def kubeconfig():
    return sys.argv[1]
