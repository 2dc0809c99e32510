/* simulated - runs a scenario given as text and tells its timeline in a few characters, for tests. */
#pragma once

#include "report/figures.h"

/* SCENARIO's groups as text, under POLICY with its first lock, scheduler and number of cores. Fails the test where that cannot be done.
 * Lines "core:task begin-end" of core time that was asked for, in milliseconds, by begin, then core:
 * "0:A 0-5\n1:B 5-10\n". g_free. */
char *simulated_cores(const char *scenario, const char *policy);

/* Lines "task start>finish", in file order: "A 0>15\nB 5>20\n". g_free. */
char *simulated_tasks(const char *scenario, const char *policy);

/* The same run's figures; figures_free. */
Figures *simulated_figures(const char *scenario, const char *policy);

/* "begin end state" of one task's stretches: "queued 0-2 compute 2-5". g_free. */
char *simulated_states(const char *scenario, const char *policy, const char *task);
