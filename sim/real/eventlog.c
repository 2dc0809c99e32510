/* eventlog - where the threads and processes of a run note their events. */
#include "eventlog.h"

#define DETAIL (4 * 1024 * 1024) /* events */

EventBook *eventbook_new(SharedMemory *memory, guint64 n_events, guint n_writers)
{
    EventBook *book = shared_new(memory, 1, sizeof(EventBook));
    const guint64 needed = n_events / EVENTLOG_PAGE + n_writers + 1, detail = DETAIL / EVENTLOG_PAGE;

    if (!book || needed + detail > G_MAXINT)
        return NULL;
    book->max_extra = (gint)detail;
    book->max_pages = (gint)(needed + detail);
    book->pages = shared_new(memory, (gsize)book->max_pages, sizeof(EventPage));
    return book->pages ? book : NULL;
}

static EventPage *take_page(EventBook *book)
{
    const gint number = g_atomic_int_add(&book->n_pages, 1);

    return number < book->max_pages ? &book->pages[number] : NULL;
}

void eventlog_note(EventLog *log, const JournalEvent *event)
{
    if (!log->page || log->page->n == EVENTLOG_PAGE)
        log->page = take_page(log->book);
    if (!log->page)
        return;
    log->page->events[log->page->n] = *event;
    __atomic_store_n(&log->page->n, log->page->n + 1,
                     __ATOMIC_RELEASE); /* never counts what is half written */
}

gboolean eventlog_takes_detail(const EventLog *log)
{
    return g_atomic_int_get(&log->book->n_pages) < log->book->max_extra;
}

GArray *eventbook_collect(const EventBook *book)
{
    const gint n_pages = MIN(book->n_pages, book->max_pages);
    GArray *events = g_array_new(FALSE, FALSE, sizeof(JournalEvent));

    for (gint i = 0; i < n_pages; i++)
        g_array_append_vals(events, book->pages[i].events, book->pages[i].n);
    journal_sort(events);
    return events;
}
