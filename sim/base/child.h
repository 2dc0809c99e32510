/* child - a program that works for this one, and does not outlive it. */
#pragma once

#include <glib.h>

/* Runs ARGV (ends with NULL), without a shell, and waits for its end; an interrupt ends it too. *MESSAGES is
 * what it wrote to standard error, g_free; *STATUS is for g_spawn_check_wait_status. FALSE with ERROR set where
 * it could not be started. */
gboolean child_run(const char *const *argv, char **messages, int *status, GError **error);
