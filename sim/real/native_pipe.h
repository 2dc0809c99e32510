/* native_pipe - how a payload gets to another process and back: a pipe with a head before each payload. */
#pragma once

#include <pthread.h>

#include <glib.h>

/* In shared memory, so that all processes take turns at an end. */
typedef struct {
    int ends[2]; /* to read, to write */
    pthread_mutex_t reading, writing;
} NativePipe;

typedef struct {
    guint32 task;
    guint32 reserved;
    guint64 payload; /* bytes that follow */
} MessageHead;

/* A message that one end has dealt with in part. */
typedef struct {
    MessageHead head;
    gsize done; /* bytes, the head's included */
} Transit;

typedef enum { TRANSIT_DONE, TRANSIT_BLOCKED, TRANSIT_FAILED } TransitResult;

/* The parent's end of a pipe does not block: WRITES says which that is. FALSE with errno set where there is
 * none to be had. */
gboolean native_pipe_open(NativePipe *pipe, gboolean parent_writes);

/* Sends or receives as much as goes without blocking, or, on an end that blocks, all. BUFFER has room for
 * the payload. */
TransitResult transit_write(Transit *transit, int end, const guint8 *buffer);
TransitResult transit_read(Transit *transit, int end, guint8 *buffer);
