/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/kernel.h"

#include <stdio.h>
#include <string.h>

#include "sim/kernels/freebsd/freebsd.h"
#include "sim/kernels/freebsd/releases.h"
#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/physstart.h"
#include "sim/kernels/linux_reference/reference.h"
#include "sim/kernels/linux_reference/physstart.h"

const struct kernel *const kernels[] = {
	&kernel_freebsd,
	&kernel_freebsd_2013,
	&kernel_freebsd_2018_07,
	&kernel_freebsd_2018_08,
	&kernel_freebsd_12,
	&kernel_freebsd_2021_09,
	&kernel_freebsd_2022,
	&kernel_freebsd_2022_12,
	&kernel_freebsd_13,
	&kernel_freebsd_14,
	&kernel_freebsd_15,
	&kernel_linux,
	&kernel_linux_physstart,
	&kernel_linux_2_6_25_physstart,
	&kernel_linux_6_1,
	&kernel_linux_6_12,
	&kernel_linux_7_2,
	&kernel_linux_6_1_lpae,
	&kernel_linux_6_12_lpae,
	&kernel_linux_7_2_lpae,
};
const size_t kernel_count = sizeof(kernels) / sizeof(kernels[0]);

const struct kernel *
kernel_find(const char *name)
{
	for (size_t i = 0; i < kernel_count; i++)
		if (strcmp(kernels[i]->name, name) == 0)
			return (kernels[i]);
	return (NULL);
}

const struct kernel *
kernel_captured(const struct capture *capture, size_t index,
    struct boot_error *ret_error)
{
	const struct kernel *kernel = &kernel_freebsd;
	const char *name;

	if (capture->profiles.count == 0)
		return (kernel);
	name = capture->profiles.entries[index];
	kernel = kernel_find(name);
	if (kernel != NULL)
		return (kernel);
	*ret_error = (struct boot_error){ .is_option = false };
	snprintf(ret_error->where, sizeof(ret_error->where), "profiles[%zu]",
	    index);
	snprintf(ret_error->text, sizeof(ret_error->text), "no such profile "
	    "(see bootmem list profiles): \"%.60s\"", name);
	return (NULL);
}

bool
simulation_boot(const struct kernel *kernel, const struct capture *capture,
    const struct boot_options *options, struct simulation *ret_simulation,
    struct boot_error *ret_error)
{
	struct simulation simulation = { .arena = arena_new(),
	    .capture = capture, .kernel = kernel };

	*ret_error = (struct boot_error){ .is_option = false };
	simulation.owners = owners_new(simulation.arena);
	if (!kernel->boot(options, &simulation, ret_error)) {
		arena_free(simulation.arena);
		return (false);
	}
	*ret_simulation = simulation;
	return (true);
}

void
simulation_free(struct simulation *simulation)
{
	arena_free(simulation->arena);
}
