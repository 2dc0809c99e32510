/* concerns - which policies a what-if is about: whether it touches anything of theirs. */
#pragma once

#include "explain/what_if.h"

/* What is asked about. */
typedef struct {
    const Scenario *scenario; /* with one machine */
    const Workload *workload;
    const RankedRow *const *rows; /* a policy's as it is; NULL: skipped */
    guint n_policies;
    GPtrArray *what_ifs; /* of WhatIf *: those so far */
} Questions;

/* Whether the policy of ROW is concerned. */
typedef gboolean (*Concerns)(const Questions *questions, const RankedRow *row);

gboolean concerns_all(const Questions *questions, const RankedRow *row);
gboolean concerns_locked(const Questions *questions, const RankedRow *row);
gboolean concerns_pool(const Questions *questions, const RankedRow *row);       /* a number of workers */
gboolean concerns_small_pool(const Questions *questions, const RankedRow *row); /* fewer than tasks, by two */
gboolean concerns_crowd(const Questions *questions,
                        const RankedRow *row); /* a thread a task, more than cores */
gboolean concerns_dealt(const Questions *questions, const RankedRow *row); /* loops that tasks are dealt to */
gboolean concerns_started(const Questions *questions, const RankedRow *row);
gboolean concerns_switching(const Questions *questions, const RankedRow *row);
gboolean concerns_sending(const Questions *questions, const RankedRow *row);
gboolean concerns_waiting(const Questions *questions, const RankedRow *row);
gboolean concerns_computing(const Questions *questions, const RankedRow *row);
gboolean concerns_loop(const Questions *questions, const RankedRow *row); /* that does all itself */
gboolean concerns_loop_with_executor(const Questions *questions, const RankedRow *row);
gboolean concerns_offloading(const Questions *questions, const RankedRow *row); /* not to processes yet */
gboolean concerns_alone(const Questions *questions, const RankedRow *row);
gboolean concerns_longest(const Questions *questions,
                          const RankedRow *row); /* where all tasks together count */
gboolean concerns_pinned(const Questions *questions, const RankedRow *row);
gboolean concerns_priorities(const Questions *questions, const RankedRow *row);
gboolean concerns_order(const Questions *questions, const RankedRow *row);
