# SPDX-License-Identifier: GPL-2.0-or-later
"""The fixture that every lab test uses.

    def test_something(lab):          viaductd runs on the router
    @viaductd(limits={"calls": 2})    ... with these options
    @viaductd(start=False)            the test starts it, with lab.start()
    @viaductd(firewall=RULESET)       the router has another firewall

The network is new for each test; what passed the router is captured and
looked at afterwards, see capture.py.
"""
import signal

import pytest

from lab import Lab
from namespaces import end_like_ctrl_c

signal.signal(signal.SIGTERM, end_like_ctrl_c)


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "viaductd(start=True, firewall=FIREWALL, **sections): the lab's")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """After a failure, show what viaductd said and what passed the router."""
    outcome = yield
    report = outcome.get_result()
    lab = item.funcargs.get("lab") if hasattr(item, "funcargs") else None
    if report.failed and lab is not None:
        item.has_failed = True
        report.sections += lab.last_words or list(lab.story())


@pytest.fixture
def lab(request):
    marker = request.node.get_closest_marker("viaductd")
    options = dict(marker.kwargs) if marker else {}
    start = options.pop("start", True)
    with Lab(**options) as lab:
        if start:
            lab.start()
        yield lab
        lab.quiet()
        if not getattr(request.node, "has_failed", False):
            lab.capture.check()
