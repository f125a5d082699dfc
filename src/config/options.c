/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config/options.c - the table of options
 *
 * A new key is a row here: everything that reads or shows options follows.
 * `make docs` writes conf/viaduct.conf and the manual page anew.
 */
#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "options_internal.h"

static const char *const modes[] = {"off", "auto", NULL};
static const char *const malformed[] = {"pass", "drop", NULL};
static const char *const ice_ways[] = {"rewrite", "pass", NULL};
static const char *const media_sources[] = {"exact", "address", "any", NULL};
static const char *const media_hosts[] = {"sender", "lan", NULL};

#define AT(member) offsetof(struct config, member)

const struct option options[] = {
	{{"general", "wan", "auto, or interface names with commas between them",
	  "auto",
	  "Interfaces to the outside.  auto: those with a default route.",
	  true},
	 values_parse_wans,
	 0,
	 0,
	 0,
	 NULL},
	{{"general", "lan", "auto, or networks with commas between them",
	  "auto",
	  "Networks inside.  auto: what the routing table leads to by other "
	  "interfaces than the WAN's.",
	  true},
	 values_parse_lans,
	 0,
	 0,
	 0,
	 NULL},
	{{"general", "log_level", "error, warning, notice, info or debug",
	  "info", "How much is logged.", true},
	 values_parse_log_level,
	 0,
	 0,
	 0,
	 NULL},
	{{"general", "user", "a user name, or root", "viaduct",
	  "Whose rights the daemon has after its start, besides the one to "
	  "change the network.",
	  false},
	 values_parse_text,
	 AT(user),
	 1,
	 63,
	 NULL},

	{{"nat", "mode", "auto or off", "auto",
	  "auto: addresses of private IPv4 networks are translated and "
	  "rewritten; IPv6 and public IPv4 addresses are routed, which opens "
	  "the firewall for calls and rewrites nothing.  off: all are routed.",
	  true},
	 values_parse_switch,
	 AT(gateway.nat.realm.translate),
	 0,
	 0,
	 modes},
	{{"nat", "public_address", "auto, or an IPv4 address", "auto",
	  "The address that messages name instead of the WAN interface's "
	  "own, where another NAT stands in front of this router.",
	  false},
	 values_parse_address,
	 0,
	 0,
	 0,
	 NULL},

	{{"signalling", "ports",
	  "up to 8 port numbers with commas between them", "5060",
	  "Ports outside at which SIP is looked for.", true},
	 values_parse_ports,
	 0,
	 0,
	 0,
	 NULL},
	{{"signalling", "outside_ports", "FIRST-LAST, from 1024 on",
	  "40000-40999",
	  "Ports of our own at which phones are seen from outside, one for "
	  "each SIP socket.",
	  false},
	 values_parse_range,
	 AT(gateway.nat.signalling_first),
	 0,
	 0,
	 NULL},
	{{"signalling", "source",
	  "registrar, any, or networks with commas between them", "registrar",
	  "From where a registered phone may be called: the address that its "
	  "REGISTER went to, these networks besides, or anywhere.",
	  true},
	 values_parse_sources,
	 0,
	 0,
	 0,
	 NULL},
	{{"signalling", "on_malformed", "pass or drop", "pass",
	  "What happens to datagrams at SIP ports that are no complete SIP.",
	  true},
	 values_parse_switch,
	 AT(gateway.drop_malformed),
	 0,
	 0,
	 malformed},

	{{"media", "ports", "FIRST-LAST, from 1024 on", "16384-32767",
	  "Ports of our own for media, two for each stream.", false},
	 values_parse_range,
	 AT(gateway.nat.media_first),
	 0,
	 0,
	 NULL},
	{{"media", "source", "exact, address or any", "address",
	  "From where media may come.  exact: address and port of the peer's "
	  "SDP.  address: that address, any port.  any: anywhere, and the "
	  "first one stays.",
	  true},
	 values_parse_media_source,
	 0,
	 0,
	 0,
	 media_sources},
	{{"media", "media_host", "sender or lan", "sender",
	  "Whose media a phone may name.  sender: its own only, which may be "
	  "of the other family.  lan: any "
	  "address inside, for a PBX with phones behind it.",
	  true},
	 values_parse_switch,
	 AT(gateway.nat.trust.media_host_lan),
	 0,
	 0,
	 media_hosts},
	{{"media", "ice", "rewrite or pass", "rewrite",
	  "What happens to the candidates of ICE.  rewrite: those of the "
	  "phone's own addresses are opened and exchanged.  pass: they stay as "
	  "they are.",
	  true},
	 values_parse_switch,
	 AT(gateway.nat.ice_passes),
	 0,
	 0,
	 ice_ways},
	{{"media", "idle_timeout", "seconds; 0 is never", "120",
	  "A call without media for so long is closed.", true},
	 values_parse_number,
	 AT(gateway.calls.idle_timeout_s),
	 0,
	 86400,
	 NULL},
	{{"media", "hold_timeout", "seconds; 0 is never", "7200",
	  "The same for a call on hold.", true},
	 values_parse_number,
	 AT(gateway.calls.hold_timeout_s),
	 0,
	 604800,
	 NULL},
	{{"media", "longest_call", "seconds; 0 is no limit", "43200",
	  "A call is closed after so long.", true},
	 values_parse_number,
	 AT(gateway.calls.longest_call_s),
	 0,
	 2592000,
	 NULL},
	{{"media", "linger", "seconds", "5",
	  "How long the openings of a call outlive it, for late packets.",
	  true},
	 values_parse_number,
	 AT(gateway.calls.linger_s),
	 1,
	 60,
	 NULL},

	{{"limits", "calls", "a number", "4096", "Calls at once.", true},
	 values_parse_number,
	 AT(gateway.calls.calls),
	 1,
	 1000000,
	 NULL},
	{{"limits", "registrations", "a number", "4096",
	  "Registrations at once.", true},
	 values_parse_number,
	 AT(gateway.registrations.registrations),
	 1,
	 1000000,
	 NULL},
	{{"limits", "per_phone", "a number", "32",
	  "Calls, SIP sockets and registrations at once of one inside "
	  "address.  Raise it for a PBX.",
	  true},
	 values_parse_number,
	 AT(gateway.nat.trust.per_phone),
	 1,
	 1000000,
	 NULL},
	{{"limits", "requests_per_second", "a number; 0 is no limit", "200",
	  "Requests of one address that are looked at in a second; what is "
	  "beyond passes unchanged.",
	  true},
	 values_parse_number,
	 AT(gateway.nat.trust.requests_per_second),
	 0,
	 1000000,
	 NULL},
	{{"limits", "history", "a number; 0 is none", "64",
	  "Messages of each call that are kept for viaduct explain.  With 0 "
	  "nothing is kept of calls that have ended.",
	  true},
	 values_parse_number,
	 AT(gateway.calls.history),
	 0,
	 65535,
	 NULL},
	{{"limits", "history_memory", "KiB", "2048",
	  "Memory for the messages of all calls; the oldest make room for new "
	  "ones.",
	  false},
	 values_parse_number,
	 AT(gateway.calls.history_kib),
	 64,
	 1048576,
	 NULL},

	{{"queue", "signalling", "a number", "5060",
	  "NFQUEUE number for SIP packets.", false},
	 values_parse_number,
	 AT(signalling_queue),
	 0,
	 65535,
	 NULL},
	{{"queue", "media", "a number", "5061",
	  "NFQUEUE number for first packets of media.", false},
	 values_parse_number,
	 AT(media_queue),
	 0,
	 65535,
	 NULL},
	{{"queue", "length", "a number", "8192",
	  "Packets that may wait in a queue; what is beyond passes unchanged.",
	  false},
	 values_parse_number,
	 AT(queue_length),
	 64,
	 1000000,
	 NULL},

	{{"control", "socket", "a path", "/run/viaduct/control.sock",
	  "Where the viaduct command finds the daemon.", false},
	 values_parse_text,
	 AT(control_socket),
	 1,
	 107,
	 NULL},
};

const unsigned int option_count = ARRAY_SIZE(options);

static_assert(ARRAY_SIZE(options) <= CONFIG_MAX_OPTIONS, "room for all texts");

int options_find(const char *section, const char *key)
{
	for (unsigned int i = 0; i < option_count; i++)
		if (strcmp(options[i].shown.section, section) == 0 &&
		    strcmp(options[i].shown.key, key) == 0)
			return (int)i;
	return -1;
}

unsigned int config_option_count(void)
{
	return option_count;
}

struct config_option config_option(unsigned int index)
{
	return options[index].shown;
}
