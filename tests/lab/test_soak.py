# SPDX-License-Identifier: GPL-2.0-or-later
"""Many calls one after another: none fails, and none leaves anything."""
from lab import viaductd
from namespaces import MEDIA_SERVER, PHONES, wait_for
from peers import Sipp

CALLS = 2000
PER_SECOND = 50

# Counters of what is not to happen.
NEVER = ("cap_", "rule_", "kernel_", "untracked", "too_", "bad_", "queue_lost",
         "flows_lost")


def load(lab):
    """What may not be more after the calls than before them."""
    used = lab.viaductd.limits()
    return {name: used[name] for name in
            ("calls", "media ports", "armed ports", "flows")}


@viaductd(media={"linger": 1}, general={"log_level": "warning"})
def test_two_thousand_calls_with_hold_leave_nothing(lab):
    nothing = load(lab)
    assert not any(nothing.values())
    callee = Sipp(lab.network, "provider", "held", MEDIA_SERVER,
                  "-m", str(CALLS), "-mp", "30000")
    caller = Sipp(lab.network, "phone1", "holder", PHONES["phone1"],
                  "-m", str(CALLS), "-l", "1000", "-r", str(PER_SECOND),
                  "-mp", "20000", f"{MEDIA_SERVER}:5060")
    wait_for(lambda: load(lab)["calls"] >= PER_SECOND, "calls are there", 10)
    caller.wait(120)
    callee.wait(10)
    counters = lab.viaductd.counters()
    assert counters["calls"] == CALLS
    assert counters["flows_opened"] >= 2 * CALLS
    for name, count in counters.items():
        if name.startswith(NEVER):
            assert count == 0, name
    wait_for(lambda: load(lab) == nothing, "all calls are forgotten", 15)
    assert "elements" not in lab.elements("armed")
    # Of the phone its SIP socket is left, for five minutes.
    assert lab.elements("mapped").count(PHONES["phone1"]) == 1
    assert not [flow for flow in lab.flows()
                if f"src={MEDIA_SERVER}" in flow and "port=5060" not in flow]
