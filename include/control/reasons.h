/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/reasons.h - what is wrong with a call, in words
 *
 * A fixed table: each sentence has a test on the facts of a call, and most
 * have a hint.  A sentence is a fault, or only worth knowing.
 */
#ifndef CONTROL_REASONS_H
#define CONTROL_REASONS_H

#include "base/writer.h"
#include "call/facts.h"

/**
 * Identifier, which is the name in JSON too; whether it is a fault; the
 * sentence; what can be done about it, or NULL.  Those of which one explains
 * the others come first.
 */
#define REASONS(X)                                                             \
	X(bypass, true,                                                        \
	  "Bypass is on: SIP passes untouched, nothing is opened.",            \
	  "viaduct bypass off")                                                \
	X(limit_of_calls, true,                                                \
	  "The call is not followed: there were as many calls as [limits] "    \
	  "calls allows.",                                                     \
	  "Raise [limits] calls.")                                             \
	X(limit_of_phone, true,                                                \
	  "The call is not followed: {a} had as many calls as [limits] "       \
	  "per_phone allows.",                                                 \
	  "Raise [limits] per_phone if this is a PBX; if not, find out why "   \
	  "it calls so often.")                                                \
	X(not_mapped, true,                                                    \
	  "The SIP socket {a} of the phone has no outside port: its messages " \
	  "pass with inside addresses, and nothing finds the way back.",       \
	  "Look at viaduct limits and viaduct counters: [signalling] "         \
	  "outside_ports or [limits] per_phone may be too small.")             \
	X(contact_host, true,                                                  \
	  "The phone {a} names {b}, another host, in Via or Contact: it was "  \
	  "not mapped (trust rule 2).",                                        \
	  "Have the phone write its own address there.")                       \
	X(contact_port, true,                                                  \
	  "The phone {a} names {b} in Via or Contact, a port that is not for " \
	  "SIP: it was not mapped (trust rule 3).",                            \
	  "Add the port to [signalling] ports if the phone listens there.")    \
	X(other_host, true,                                                    \
	  "The phone's SDP names media at {b}, another host than the phone "   \
	  "{a}: nothing was opened for it (trust rule 2).",                    \
	  "Set [media] media_host = lan if this is a PBX with phones behind "  \
	  "it.")                                                               \
	X(service_port, true,                                                  \
	  "The phone's SDP names media at {b}, the port of a service: "        \
	  "nothing was opened for it (trust rule 3).",                         \
	  "Have the phone use RTP ports of 16384 and above.")                  \
	X(host_name, true,                                                     \
	  "The phone's SDP has a host name in c= where an address is needed: " \
	  "nothing was opened for it.",                                        \
	  "Have the phone write its own address into its SDP.")                \
	X(no_ports, true,                                                      \
	  "No media port was free: nothing was opened for {b}.",               \
	  "Widen [media] ports; viaduct limits shows how many are in use.")    \
	X(too_many_streams, true,                                              \
	  "The call has too many streams: nothing was opened for {b}.", NULL)  \
	X(address_changed, true,                                               \
	  "The address of the WAN changed during the call, and what was open " \
	  "on the old one was closed.",                                        \
	  "Call again: a call cannot move to another address.")                \
	X(kernel_refused, true, "The kernel refused an opening: {text}.",      \
	  "Look at the log, and whether the conntrack table is full: "         \
	  "net.netfilter.nf_conntrack_max.")                                   \
	X(no_memory, true,                                                     \
	  "The router was out of memory: a part of the call was not "          \
	  "followed.",                                                         \
	  NULL)                                                                \
	X(invite_unanswered, true,                                             \
	  "{a} did not answer the phone's INVITE, for {s} s.",                 \
	  "Is it reachable from the router, and does the firewall let its "    \
	  "answers in?")                                                       \
	X(phone_unanswered, true,                                              \
	  "The phone {a} did not answer the INVITE, for {s} s.",               \
	  "Is the phone on, and still at this address?")                       \
	X(not_taken, true,                                                     \
	  "{a} said {n}, and the answer never came, for {s} s.",               \
	  "Nobody took the call, or the answer was lost on its way to the "    \
	  "router.")                                                           \
	X(cancel_unanswered, true,                                             \
	  "The caller gave up, and nobody answered the CANCEL.", NULL)         \
	X(credentials, true,                                                   \
	  "{a} refused the call with {n}: it wants credentials, and got none " \
	  "that it takes.",                                                    \
	  "Look at the user name and password in the phone.")                  \
	X(no_common_media, true,                                               \
	  "{a} refused the call with {n}: it cannot do the media that were "   \
	  "offered.",                                                          \
	  "Compare the codecs, and whether one side wants encryption.")        \
	X(refused, true, "{a} refused the call with {n}.", NULL)               \
	X(unknown_dialog, true,                                                \
	  "One side did not know of the call any more, and it was ended.",     \
	  NULL)                                                                \
	X(bye_unanswered, true, "Nobody answered the BYE, for {s} s.",         \
	  "The other side had gone, or its answers do not reach the router.")  \
	X(not_refreshed, true,                                                 \
	  "The session timer ran out: neither side refreshed the session "     \
	  "(RFC 4028).",                                                       \
	  "Was the refresh answered?  viaduct explain shows it.")              \
	X(idle, true,                                                          \
	  "The call was closed because no media passed for [media] "           \
	  "idle_timeout = {s} s.",                                             \
	  "Raise [media] idle_timeout if the phones are silent on purpose.")   \
	X(held_too_long, true,                                                 \
	  "The call was closed: on hold for longer than [media] "              \
	  "hold_timeout.",                                                     \
	  "Raise [media] hold_timeout.")                                       \
	X(longest_call, true,                                                  \
	  "The call was closed: it lasted as long as [media] longest_call "    \
	  "allows.",                                                           \
	  "Raise [media] longest_call.")                                       \
	X(by_hand, true, "The call was closed by hand: viaduct close.", NULL)  \
	X(peer_host_name, true,                                                \
	  "The other side's SDP has a host name in c= where an address is "    \
	  "needed: no flow was made to it.",                                   \
	  NULL)                                                                \
	X(peer_private, true,                                                  \
	  "The other side's SDP names media at {b}, a private address: what "  \
	  "the phone sends there is lost.",                                    \
	  "The provider has to mend that, or to send from where it answers; "  \
	  "[media] source = any lets its media in.")                           \
	X(stranger, true,                                                      \
	  "Media came from {a}, but the SDP names {b}: it was not let in "     \
	  "(trust rule 5).",                                                   \
	  "If {a} is the provider's, set [media] source = any.")               \
	X(not_media, true,                                                     \
	  "Packets that came from {a} do not look like media: they were not "  \
	  "let in (trust rule 5).",                                            \
	  NULL)                                                                \
	X(one_way_out, true,                                                   \
	  "One way only: the phone has sent {n} packets to {b}, and nothing "  \
	  "came back for {s} s.",                                              \
	  "The other side does not send, or not to this router: does it see "  \
	  "the addresses that viaduct explain shows?")                         \
	X(one_way_in, true,                                                    \
	  "One way only: {n} packets came from {b}, and the phone has sent "   \
	  "none for {s} s.",                                                   \
	  "Is the phone muted, or does its RTP leave the LAN another way?")    \
	X(silent, true,                                                        \
	  "No packets from the phone and none from {b}, for {s} s.",           \
	  "Does the phone's RTP come to this router at all?")                  \
	X(flows_lost, true,                                                    \
	  "The kernel lost {n} flows of the call, and they were made again.",  \
	  "Something empties the conntrack table: a reload of the firewall, "  \
	  "or conntrack -F.")                                                  \
	X(other_source, false,                                                 \
	  "Media comes from {a}, but the SDP names {b}: it was let in.", NULL) \
	X(cancelled, false, "The caller gave up before the answer.", NULL)     \
	X(hold, false, "The call is on hold.", NULL)

enum reason {
#define X(id, is_fault, words, hint) REASON_##id,
	REASONS(X)
#undef X
		REASON_COUNT
};

/** One that is true of a call. */
struct reason_found {
	const char *name;
	bool is_fault;
	char words[256];
	char hint[256]; /* empty when there is nothing to do */
};

/** reasons_find - all that are true of @facts, in the order of the table.
 * Returns how many. */
unsigned int reasons_find(const struct call_facts *facts,
			  struct reason_found out[REASON_COUNT]);

#endif /* CONTROL_REASONS_H */
