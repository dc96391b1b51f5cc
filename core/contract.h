/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Asserts for our own mistakes: preconditions and postconditions.  Firmware's
 * mistakes never come here.
 */
#ifndef BM_CONTRACT_H
#define BM_CONTRACT_H

/*
 * Called when a contract is broken; must not return.  The one function that
 * whoever embeds the core has to supply.
 */
_Noreturn void bm_contract_broken(const char *file, int line,
    const char *condition);

#define BM_CONTRACT(condition)						\
	((condition) ? (void)0 :					\
	    bm_contract_broken(__FILE__, __LINE__, #condition))

#endif
