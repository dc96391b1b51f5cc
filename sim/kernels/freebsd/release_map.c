/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The kernel map of the released kernels on amd64: superpages from the kernel
 * to the end of what create_pagetables took.  Source: three excerpts of
 * amd64's pmap.c, and the review D16426.  How other architectures map a
 * kernel is not known here: they have no map.
 * Re-enacted, defects included: do not improve this.
 */
#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/freebsd/release.h"

void
release_map_kernel(struct release_boot *boot)
{
	struct bm_vm *vm = &boot->common.simulation->world.vm;
	struct bm_page_tables *tables = &vm->tables;
	const struct freebsd_amd64_loaded loaded =
	    freebsd_amd64_loaded(boot->common.simulation->capture);
	struct bm_range image = { loaded.start, loaded.taken_end };
	enum bm_status status;

	freebsd_set_up_map(&boot->common, 1);
	if (!boot->common.arch->is_x86 || !loaded.is_present)
		return;
	if (tables->offset % tables->large_bytes == 0)
		image = bm_page_outward(image, tables->large_bytes);
	vm->has_map = freebsd_is_in_window(&boot->common, image);
	if (!vm->has_map)
		return;
	status = bm_page_tables_map(tables, bm_page_tables_virtual(tables,
	    image), true);
	BM_CONTRACT(status == BM_OK);
	/*
	 * B17: the page-table pages under them are there, but in no list of
	 * spare ones.  B19, the list's condition, makes no difference where
	 * the kernel lies at 2 MiB, as it had to.
	 */
	if (!boot->release->vm.knows_spares)
		tables->spares.count = 0;
}
