/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alg/media_gate.c - who comes to an armed port
 */
#include "alg/media_gate.h"
#include "base/counters.h"
#include "base/log.h"
#include "packet/packet.h"

static void turn_away(const struct mapping *mapping,
		      const struct endpoint *peer)
{
	list_for_each(node, &mapping->users) {
		struct mapping_user *user =
			list_entry(node, struct mapping_user, node);

		if (user->ops->turned_away != NULL)
			user->ops->turned_away(user, peer);
	}
	counter_add(mapping->kind == MAPPING_SIGNALLING
			    ? COUNTER_RULE_SIGNALLING_SOURCE
			    : COUNTER_RULE_MEDIA_SOURCE);
	log_debug("%s is not admitted to %s", endpoint_text(peer).text,
		  endpoint_text(&mapping->outside).text);
}

static void work_on(struct gateway *gateway, const struct queue_packet *queued)
{
	struct mapping *mapping;
	struct packet packet;

	if (gateway->is_bypassed || queued->is_cut ||
	    packet_parse(queued->data, queued->len, &packet) != 0)
		return;
	mapping = mapping_find_outside(&gateway->nat, &packet.destination);
	if (mapping == NULL || !mapping->is_armed) {
		counter_add(COUNTER_ARMED_UNKNOWN);
		return;
	}
	counter_add(mapping->kind == MAPPING_MEDIA ? COUNTER_FIRST_PACKETS
						   : COUNTER_KNOCKS);
	list_for_each(node, &mapping->users) {
		struct mapping_user *user =
			list_entry(node, struct mapping_user, node);

		if (!user->ops->admits(user, &packet.source, packet.payload))
			continue;
		user->ops->arrived(user, &packet.source, packet.payload);
		return;
	}
	turn_away(mapping, &packet.source);
}

void media_gate_round(struct gateway *gateway,
		      const struct queue_packet *packets,
		      struct queue_verdict *verdicts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		verdicts[i] = (struct queue_verdict){.drop = false};
		work_on(gateway, &packets[i]);
	}
	nat_commit(&gateway->nat);
}
