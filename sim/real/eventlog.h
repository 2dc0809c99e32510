/* eventlog - where the threads and processes of a run note their events: pages of shared memory.
 *
 * Each page is one writer's. A writer fills it without asking anybody and then takes the next free one, so
 * that what was noted stays readable whatever becomes of the writer. */
#pragma once

#include "journal.h"
#include "shared.h"

#define EVENTLOG_PAGE 127 /* events */

typedef struct {
    guint32 n; /* written */
    JournalEvent events[EVENTLOG_PAGE];
} EventPage;

/* All pages of a run. */
typedef struct {
    gint n_pages; /* taken so far */
    gint max_pages;
    gint max_extra; /* beyond so many, what is only detail is no longer noted */
    EventPage *pages;
} EventBook;

/* One writer's. */
typedef struct {
    EventBook *book;
    EventPage *page; /* or NULL */
} EventLog;

/* Room for N_EVENTS that must be noted by N_WRITERS, and for a good deal of detail. NULL: no memory. */
EventBook *eventbook_new(SharedMemory *memory, guint64 n_events, guint n_writers);

/* All events, sorted, after their writers are gone. */
GArray *eventbook_collect(const EventBook *book);

void eventlog_note(EventLog *log, const JournalEvent *event);

/* Is there room for events that the run is complete without? */
gboolean eventlog_takes_detail(const EventLog *log);
