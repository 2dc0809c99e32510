/* summary_writer - --format=csv and json: summary.csv's rows on a stream, for any number of scenarios. */
#include "summary_writer.h"

#include "base/csv.h"
#include "base/json.h"
#include "columns.h"

static gboolean write_csv(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    SummaryWriter *writer = (SummaryWriter *)sink;
    g_autoptr(GString) text = g_string_new(NULL);
    (void)error;

    if (figures->summary.skipped)
        return TRUE;
    csv_text(text, run->scenario->name);
    columns_csv(text, summary_columns, &figures->summary);
    csv_end_row(text);
    fputs(text->str, writer->stream);
    return TRUE;
}

static gboolean write_json(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    SummaryWriter *writer = (SummaryWriter *)sink;
    g_autoptr(GString) text = g_string_new(NULL);
    (void)error;

    if (figures->summary.skipped)
        return TRUE;
    g_string_append(text, writer->n_rows++ > 0 ? ",\n  {" : "\n  {");
    g_string_append(text, "\"scenario\": ");
    json_text(text, run->scenario->name, -1);
    g_string_append(text, ", ");
    columns_json(text, summary_columns, &figures->summary);
    g_string_truncate(text, text->len - 2);
    g_string_append_c(text, '}');
    fputs(text->str, writer->stream);
    return TRUE;
}

void summary_writer_init(SummaryWriter *writer, FILE *stream, gboolean json)
{
    *writer = (SummaryWriter){ .sink = { NULL, NULL, json ? write_json : write_csv },
                               .stream = stream,
                               .json = json };
    if (json) {
        fputs("[", stream);
    } else {
        g_autoptr(GString) names = g_string_new(NULL);

        csv_text(names, "scenario");
        columns_csv_names(names, summary_columns);
        csv_end_row(names);
        fputs(names->str, stream);
    }
}

void summary_writer_end(SummaryWriter *writer)
{
    if (writer->json)
        fputs(writer->n_rows > 0 ? "\n]\n" : "]\n", writer->stream);
}
