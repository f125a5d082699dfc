/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/trust.c - who may have what opened
 */
#include <stdlib.h>

#include "base/clock.h"
#include "nat/trust.h"

/* Idle records are looked for when as many seconds have passed. */
#define SWEEP_MS 10000

void trust_open(struct trust *trust, const struct trust_settings *settings)
{
	trust->settings = settings;
	trust->swept_ms = clock_ms();
	hashtable_init(&trust->hosts);
}

void trust_close(struct trust *trust)
{
	struct hash_node *node;

	while ((node = hashtable_walk(&trust->hosts, NULL)) != NULL) {
		hashtable_remove(&trust->hosts, node);
		free(container_of(node, struct trust_host, node));
	}
	hashtable_free(&trust->hosts);
}

static bool is_idle(const struct trust_host *host, uint64_t now)
{
	return host->calls == 0 && host->sockets == 0 &&
	       host->registrations == 0 && now - host->refilled_ms > SWEEP_MS;
}

/* Forget who holds nothing and has not asked lately. */
static void sweep(struct trust *trust, uint64_t now)
{
	struct hash_node *node = hashtable_walk(&trust->hosts, NULL);

	trust->swept_ms = now;
	while (node != NULL) {
		struct hash_node *next = hashtable_walk(&trust->hosts, node);
		struct trust_host *host =
			container_of(node, struct trust_host, node);

		if (is_idle(host, now)) {
			hashtable_remove(&trust->hosts, node);
			free(host);
		}
		node = next;
	}
}

static struct trust_host *find_host(const struct trust *trust,
				    const struct address *address,
				    uint64_t hash)
{
	struct hash_node *node = hashtable_first(&trust->hosts, hash);

	for (; node != NULL; node = hashtable_next(node)) {
		struct trust_host *host =
			container_of(node, struct trust_host, node);

		if (address_equal(&host->address, address))
			return host;
	}
	return NULL;
}

struct trust_host *trust_host(struct trust *trust,
			      const struct address *address)
{
	struct endpoint key = {*address, 0};
	uint64_t hash = hashtable_hash_endpoint(&key);
	struct trust_host *host = find_host(trust, address, hash);
	uint64_t now;

	if (host != NULL)
		return host;
	now = clock_ms();
	if (now - trust->swept_ms > SWEEP_MS)
		sweep(trust, now);
	if (trust->hosts.count >= TRUST_MAX_HOSTS)
		return NULL;
	host = calloc(1, sizeof(*host));
	if (host == NULL)
		return NULL;
	host->address = *address;
	host->refilled_ms = now;
	host->tokens = 2 * trust->settings->requests_per_second;
	hashtable_insert(&trust->hosts, &host->node, hash);
	return host;
}

bool trust_take_request(struct trust *trust, const struct address *address)
{
	uint32_t rate = trust->settings->requests_per_second;
	struct trust_host *host;
	uint64_t now, earned;

	if (rate == 0)
		return true;
	host = trust_host(trust, address);
	if (host == NULL)
		return false;
	now = clock_ms();
	earned = (now - host->refilled_ms) * rate / 1000;
	if (earned > 0) {
		uint64_t tokens = host->tokens + earned;

		host->tokens = tokens > 2 * rate ? 2 * rate : (uint32_t)tokens;
		host->refilled_ms = now;
	}
	if (host->tokens == 0)
		return false;
	host->tokens--;
	return true;
}

bool trust_allows_contact_port(const struct trust_settings *settings,
			       uint16_t port, uint16_t source_port)
{
	if (port == source_port || (port >= 5060 && port <= 5099))
		return true;
	for (unsigned int i = 0; i < settings->port_count; i++)
		if (settings->ports[i] == port)
			return true;
	return false;
}

bool trust_allows_media_port(const struct trust_settings *settings,
			     uint16_t port)
{
	/*
	 * UDP services that a LAN host may run and nobody outside should
	 * reach: OpenVPN, L2TP, RADIUS, UPnP, NFS, RDP, STUN, IPsec, mDNS,
	 * LLMNR, CoAP, memcached and the like.  None above 16383, where
	 * phones take their RTP ports from.
	 */
	static const uint16_t services[] = {
		1194, 1434, 1645, 1646, 1701, 1812,  1813, 1900,
		2049, 3389, 3478, 3702, 4500, 5353,  5355, 5683,
		5684, 6343, 6771, 8472, 9987, 11211,
	};

	if (port < 1024 || (port >= 5060 && port <= 5099))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(services); i++)
		if (services[i] == port)
			return false;
	for (unsigned int i = 0; i < settings->port_count; i++)
		if (settings->ports[i] == port)
			return false;
	return true;
}
