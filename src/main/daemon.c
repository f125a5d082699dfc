/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main/daemon.c - everything that a running daemon has
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alg/intercept.h"
#include "alg/media_gate.h"
#include "base/clock.h"
#include "control/control.h"
#include "main_internal.h"
#include "netlink/netlink_kernel.h"

/* Several changes of the network come together: look once, a little later. */
#define NETWORK_SETTLES_MS 200

struct daemon {
	struct config config;
	const char *config_path;
	bool config_given; /* else the file may be missing */
	struct timers timers;
	struct loop *loop;
	struct netlink_kernel *netlink;
	struct gateway gateway;
	bool is_gateway_open;
	struct intercept *intercept;
	struct nfqueue *signalling;
	struct nfqueue *media;
	struct loop_watch *signalling_watch;
	struct loop_watch *media_watch;
	struct loop_watch *network_watch;
	struct timer network_timer;
	struct control *control;
	struct privileges_user user;
	bool has_ruleset;
};

/* One round of each queue; how many packets it had. */
static size_t signalling_round(struct daemon *d)
{
	struct queue_packet packets[NFQUEUE_ROUND_MAX];
	struct queue_verdict verdicts[NFQUEUE_ROUND_MAX];
	size_t count = nfqueue_read(d->signalling, packets);

	intercept_round(d->intercept, packets, verdicts, count);
	nfqueue_answer(d->signalling, packets, verdicts, count);
	return count;
}

static size_t media_round(struct daemon *d)
{
	struct queue_packet packets[NFQUEUE_ROUND_MAX];
	struct queue_verdict verdicts[NFQUEUE_ROUND_MAX];
	size_t count = nfqueue_read(d->media, packets);

	media_gate_round(&d->gateway, packets, verdicts, count);
	nfqueue_answer(d->media, packets, verdicts, count);
	return count;
}

static void signalling_ready(void *ctx)
{
	signalling_round(ctx);
}

static void media_ready(void *ctx)
{
	media_round(ctx);
}

/* No new packet comes after the table is gone; those that wait would be
 * dropped with their queue. */
static void stop_queues(struct daemon *d)
{
	struct kernel kernel = netlink_kernel(d->netlink);

	kernel.ops->clear_ruleset(kernel.ctx);
	while (signalling_round(d) > 0 || media_round(d) > 0)
		;
}

/* Make our table for the WAN interfaces that there are now, and put back
 * what was in it. */
static int set_ruleset(struct daemon *d)
{
	const struct realm *realm = &d->gateway.nat.realm;
	uint32_t links[REALM_MAX_WANS];
	const struct kernel_ruleset ruleset = {
		.wan_count = realm->wan_count,
		.wan_links = links,
		.port_count = d->config.gateway.nat.trust.port_count,
		.sip_ports = d->config.gateway.nat.trust.ports,
		.signalling_queue = (uint16_t)d->config.signalling_queue,
		.media_queue = (uint16_t)d->config.media_queue,
	};
	struct kernel kernel = netlink_kernel(d->netlink);
	int err;

	for (unsigned int i = 0; i < realm->wan_count; i++)
		links[i] = realm->wans[i].link;
	err = kernel.ops->set_ruleset(kernel.ctx, &ruleset,
				      &d->gateway.nat.ipv6_error);
	if (err != 0)
		return err;
	d->has_ruleset = true;
	mapping_restore_all(&d->gateway.nat);
	nat_commit(&d->gateway.nat);
	return 0;
}

static void log_realm(const struct realm *realm)
{
	for (unsigned int i = 0; i < realm->wan_count; i++)
		log_info("WAN %s, %s", realm->wans[i].name,
			 address_text(&realm->wans[i].address).text);
	for (unsigned int i = 0; i < realm->lan_count; i++)
		log_info("LAN %s/%u",
			 address_text(&realm->lans[i].address).text,
			 realm->lans[i].length);
	if (realm->wan_count == 0)
		log_warning("no WAN interface yet");
}

static bool has_same_wans(const struct realm *a, const struct realm *b)
{
	if (a->wan_count != b->wan_count)
		return false;
	for (unsigned int i = 0; i < a->wan_count; i++)
		if (a->wans[i].link != b->wans[i].link ||
		    !address_equal(&a->wans[i].address, &b->wans[i].address))
			return false;
	return true;
}

static void learn_network(struct daemon *d, bool force)
{
	static struct realm before;
	struct realm *realm = &d->gateway.nat.realm;
	int err;

	before = *realm;
	err = nat_learn(&d->gateway.nat);
	if (err != 0)
		log_error("network cannot be read: %s", strerror(-err));
	if (!force && has_same_wans(&before, realm))
		return;
	log_realm(realm);
	(void)set_ruleset(d); /* logged; the old one is there still */
}

static void network_settled(struct timer *timer)
{
	learn_network(container_of(timer, struct daemon, network_timer), false);
}

static void network_changed(void *ctx)
{
	struct daemon *d = ctx;

	netlink_kernel_take_events(d->netlink);
	timer_start(&d->timers, &d->network_timer,
		    clock_ms() + NETWORK_SETTLES_MS);
}

static void note(void *ctx, const char *text)
{
	json_array_append_new(ctx, json_string(text));
}

static void note_restart(void *ctx, const char *option)
{
	json_array_append_new(
		ctx, json_sprintf("%s: changed at the next start", option));
}

/* A missing file is an empty one, unless it was asked for by name. */
static int read_file(struct daemon *d, struct config *out,
		     config_error_fn *report, void *ctx)
{
	int err = config_read(out, d->config_path, report, ctx);

	if (err == -ENOENT && !d->config_given) {
		config_default(out);
		return 0;
	}
	if (err != 0 && err != -EINVAL)
		report(ctx, strerror(-err));
	return err;
}

static int check_config(void *ctx, json_t *notes)
{
	struct daemon *d = ctx;
	struct config *config = malloc(sizeof(*config));
	int err = -ENOMEM;

	if (config != NULL)
		err = read_file(d, config, note, notes);
	free(config);
	return err;
}

static int reload_config(void *ctx, json_t *notes)
{
	struct daemon *d = ctx;
	struct config *config = malloc(sizeof(*config));
	int err = -ENOMEM;

	if (config != NULL)
		err = read_file(d, config, note, notes);
	if (err == 0) {
		config_apply(&d->config, config, note_restart, notes);
		log_set_level(d->config.log_level);
		learn_network(d, true);
		log_notice("configuration read again");
	} else {
		log_error("configuration not read again: the old one stays");
	}
	free(config);
	return err;
}

static void reload_signalled(void *ctx)
{
	json_t *notes = json_array();
	const char *text;
	json_t *line;
	size_t i;

	(void)reload_config(ctx, notes);
	json_array_foreach(notes, i, line) {
		text = json_string_value(line);
		log_warning("%s", text != NULL ? text : "");
	}
	json_decref(notes);
}

static void stop_signalled(void *ctx)
{
	struct daemon *d = ctx;

	loop_stop(d->loop);
}

static void commit_changes(void *ctx)
{
	struct daemon *d = ctx;

	nat_commit(&d->gateway.nat);
}

static void log_mistake(void *ctx UNUSED, const char *text)
{
	log_error("%s", text);
}

/* What needs the rights that are dropped afterwards, in this order. */
static int open_kernel(struct daemon *d)
{
	int err = netlink_kernel_open(&d->netlink);

	if (err != 0) {
		log_error("no way to the kernel: %s", strerror(-err));
		return err;
	}
	err = gateway_open(&d->gateway, &d->config.gateway,
			   netlink_kernel(d->netlink), &d->timers);
	if (err != 0) {
		log_error("gateway: %s", strerror(-err));
		return err;
	}
	d->is_gateway_open = true;
	log_realm(&d->gateway.nat.realm);
	d->intercept = intercept_new(&d->gateway);
	return d->intercept != NULL ? 0 : -ENOMEM;
}

static int open_queue(struct daemon *d, struct nfqueue **queue, uint32_t number,
		      loop_fn *ready, struct loop_watch **watch)
{
	int err = nfqueue_open(queue, (uint16_t)number, d->config.queue_length);

	if (err != 0) {
		log_error("queue %u: %s", number,
			  err == -EBUSY ? "another program has it"
					: strerror(-err));
		return err;
	}
	return loop_watch(d->loop, nfqueue_fd(*queue), LOOP_READABLE, ready, d,
			  watch);
}

static int open_queues(struct daemon *d)
{
	int err = open_queue(d, &d->signalling, d->config.signalling_queue,
			     signalling_ready, &d->signalling_watch);

	if (err == 0)
		err = open_queue(d, &d->media, d->config.media_queue,
				 media_ready, &d->media_watch);
	return err;
}

static int open_loop(struct daemon *d)
{
	int err = loop_open(&d->loop, &d->timers);

	if (err == 0)
		err = loop_on_signal(d->loop, SIGTERM, stop_signalled, d);
	if (err == 0)
		err = loop_on_signal(d->loop, SIGINT, stop_signalled, d);
	if (err == 0)
		err = loop_on_signal(d->loop, SIGHUP, reload_signalled, d);
	if (err == 0)
		loop_before_wait(d->loop, commit_changes, d);
	return err;
}

static uint64_t count_queue_lost(void *ctx)
{
	struct daemon *d = ctx;

	return nfqueue_lost(d->signalling) + nfqueue_lost(d->media);
}

static int open_control(struct daemon *d)
{
	const struct control_context context = {
		.gateway = &d->gateway,
		.config = &d->config,
		.config_path = d->config_path,
		.started_wall_s = clock_wall_s(),
		.started_ms = clock_ms(),
		.reload = reload_config,
		.check = check_config,
		.queue_lost = count_queue_lost,
		.ctx = d,
	};
	int err = control_open(&d->control, d->loop, d->config.control_socket,
			       d->user.gid, &context);

	if (err != 0)
		log_error("%s: %s", d->config.control_socket,
			  err == -EADDRINUSE ? "another viaductd answers there"
					     : strerror(-err));
	return err;
}

static int open_all(struct daemon *d)
{
	int err = read_file(d, &d->config, log_mistake, NULL);

	if (err != 0)
		return -EINVAL;
	log_set_level(d->config.log_level);
	err = privileges_find(d->config.user, &d->user);
	if (err == 0)
		err = open_loop(d);
	if (err == 0)
		err = open_control(d);
	if (err == 0)
		err = open_kernel(d);
	if (err == 0)
		err = open_queues(d);
	if (err == 0)
		err = loop_watch(d->loop, netlink_kernel_events_fd(d->netlink),
				 LOOP_READABLE, network_changed, d,
				 &d->network_watch);
	if (err != 0)
		return err;
	tuning_apply(&d->config.gateway.nat);
	err = privileges_drop(&d->user);
	if (err != 0) {
		log_error("rights not dropped: %s", strerror(-err));
		return err;
	}
	/* Last: from here on packets come. */
	return set_ruleset(d);
}

int daemon_open(struct daemon **out, const char *config_path, bool config_given)
{
	struct daemon *d = calloc(1, sizeof(*d));
	int err;

	*out = NULL;
	if (d == NULL)
		return -ENOMEM;
	d->config_path = config_path;
	d->config_given = config_given;
	timers_init(&d->timers);
	timer_init(&d->network_timer, network_settled);
	err = open_all(d);
	if (err != 0) {
		daemon_close(d);
		return err;
	}
	*out = d;
	return 0;
}

void daemon_run(struct daemon *d)
{
	log_notice("viaductd %s is ready", VIADUCT_VERSION);
	notify_systemd("READY=1");
	loop_run(d->loop);
	notify_systemd("STOPPING=1");
	log_notice("viaductd stops");
}

void daemon_close(struct daemon *d)
{
	if (d->has_ruleset)
		stop_queues(d);
	timer_stop(&d->timers, &d->network_timer);
	loop_unwatch(d->network_watch);
	loop_unwatch(d->media_watch);
	loop_unwatch(d->signalling_watch);
	nfqueue_close(d->media);
	nfqueue_close(d->signalling);
	control_close(d->control);
	if (d->is_gateway_open)
		gateway_close(&d->gateway);
	intercept_free(d->intercept);
	netlink_kernel_close(d->netlink);
	loop_close(d->loop);
	free(d);
}
