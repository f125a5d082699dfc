/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main/tuning.c - what the kernel is told once, at the start
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "main_internal.h"

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) < 0 || fflush(f) != 0)
		log_warning("%s: %s", path, strerror(errno));
	if (f != NULL)
		fclose(f);
}

static void read_line(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "r");

	out[0] = '\0';
	if (f == NULL)
		return;
	if (fgets(out, (int)size, f) == NULL)
		out[0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	fclose(f);
}

/*
 * Programs of this machine must not be given our outside ports as their
 * source ports.  The kernel joins ranges that overlap, so doing it again
 * changes nothing.
 */
static void reserve_ports(const struct nat_settings *nat)
{
	static const char path[] = "/proc/sys/net/ipv4/ip_local_reserved_ports";
	char before[2048], after[2200];

	read_line(path, before, sizeof(before));
	snprintf(after, sizeof(after), "%s%s%u-%u,%u-%u\n", before,
		 before[0] != '\0' ? "," : "", nat->signalling_first,
		 nat->signalling_last, nat->media_first, nat->media_last);
	write_file(path, after);
}

void tuning_apply(const struct nat_settings *nat)
{
	write_file("/proc/sys/net/netfilter/nf_conntrack_acct", "1\n");
	reserve_ports(nat);
}
