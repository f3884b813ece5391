/* SPDX-License-Identifier: Apache-2.0
 *
 * reading_lines.c - see reading_lines.h.
 *
 * Once the first byte is on its way, what goes wrong with a text is a line like
 * the others. When nobody reads any more, or memory runs out, the answer just
 * ends: the last line, which says how many texts there were, is missing then.
 */
#include "room/reading_lines.h"

#include <string.h>
#include <strings.h>

#include "room/json.h"
#include "room/stream.h"
#include "room/view_reading.h"
#include "room/work.h"

typedef struct lines {
    request *q;
    writer *w;
    size_t texts, statements;
} lines;

static bool request__has_lines(const request *q)
{
    static const char type[] = "application/x-ndjson";
    return q->content_type != NULL && strncasecmp(q->content_type, type, sizeof type - 1) == 0;
}

typedef struct lines_sink {
    struct stream *stream;
    desk *desk;
} lines_sink;

static int lines__sink(const void *bytes, size_t size, void *payload)
{
    lines_sink *to = payload;
    return desk_is_over(to->desk) ? -1 : stream_write(bytes, size, to->stream);
}

static void lines__read(lines *l, given_text *given)
{
    request *q = l->q;
    const selon_document *doc;
    view_reading *v = ARENA_NEW(q->arena, view_reading);
    if (reading_read(q, given, &doc) == 0) {
        view_reading_fill(q, given, doc, v);
        json_reading_lines(l->w, q, v);
        l->texts++;
        l->statements += v->statements.count;
    } else {
        json_reading_problem(l->w, q, &q->problem);
        q->problem = (view_problem){0};
    }
    writer_flush(l->w);
    selon_document_free(q->desk->document);
    q->desk->document = NULL;
}

static void lines__all(lines *l)
{
    request *q = l->q;
    for (const char *at = q->body, *end = q->body + q->body_size; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop != NULL ? stop : end) - at);
        given_text given;
        if (strspn(at, " \t\r") < size) {
            if (reading_take_json(q, at, size, &given) == 0) {
                lines__read(l, &given);
            } else {
                json_reading_problem(l->w, q, &q->problem);
                writer_flush(l->w);
                q->problem = (view_problem){0};
            }
        }
        at += size + 1;
    }
}

/* After this the answer is the other thread's: only the stream is ours. */
static void lines__send(lines *l, given_text *one, struct stream *s)
{
    request *q = l->q;
    writer *w = l->w = ARENA_NEW(q->arena, writer);
    w->arena = q->arena;
    w->text = "";
    lines_sink *to = ARENA_NEW(q->arena, lines_sink);
    *to = (lines_sink){s, q->desk};
    w->sink = lines__sink;
    w->payload = to;
    if (one != NULL)
        lines__read(l, one);
    else
        lines__all(l);
    json_reading_end(w, l->texts, l->statements);
    writer_flush(w);
}

int reading_lines(request *q, answer *out)
{
    given_text given;
    lines *l = ARENA_NEW(q->arena, lines);
    bool many = request__has_lines(q);
    l->q = q;
    int status = many ? 0 : reading_take(q, &given);
    if (status == 0 && many && q->body_size == 0) status = request_fail(q, 422, "nothing-given", NULL, NULL);
    if (status != 0) return status;
    out->status = 200;
    out->type = "application/x-ndjson";
    out->cache = "no-store";
    struct stream *s = task_stream(q);
    if (s == NULL) return request_fail(q, 503, "no-memory", NULL, NULL);
    if (setjmp(*arena_escape(q->arena)) == 0) lines__send(l, many ? NULL : &given, s);
    return 0;
}
