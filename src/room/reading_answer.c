/* SPDX-License-Identifier: Apache-2.0
 *
 * reading_answer.c - a text that was given is read and shown, or read and kept.
 */
#include <stdio.h>
#include <string.h>

#include "room/answer.h"
#include "room/inside.h"
#include "room/json.h"
#include "room/pages.h"
#include "room/reading_lines.h"
#include "room/view_reading.h"
#include "room/writing.h"

static bool request__accepts(const request *q, const char *type)
{
    return q->accept != NULL && strstr(q->accept, type) != NULL;
}

int reading_answer(request *q, struct answer *out)
{
    given_text given;
    const selon_document *doc;
    view_reading *v = ARENA_NEW(q->arena, view_reading);
    bool page = request__accepts(q, "text/html");
    if (!page && request__accepts(q, "application/x-ndjson")) return reading_lines(q, out);
    int status = reading_take(q, &given);
    if (status == 0) status = reading_read(q, &given, &doc);
    if (status != 0) return status;
    view_reading_fill(q, &given, doc, v);
    out->status = 200;
    out->cache = "no-store";
    out->type = page ? "text/html; charset=utf-8" : "application/json";
    answer_write(out, q, page ? page_reading : json_reading, v);
    return 0;
}

/* ---- keeping it ---- */

static int keep__write(request *q, const given_text *given, ledger_receipt *receipt)
{
    desk *d = q->desk;
    if (d->maker == NULL) d->maker = ledger_maker_new(&q->room->allocator);
    if (d->maker == NULL) return SELON_ERROR_MEMORY;
    ledger_origin origin = {.address = given->address};
    int error = ledger_entry_borrow(&d->entry, d->maker, d->document, &origin);
    if (error != SELON_OK) return writing_failed(q, error);
    int status = writing_open(q);
    if (status != 0) return status;
    error = ledger_begin(d->writing);
    if (error == SELON_OK) error = ledger_add(d->writing, d->entry, receipt);
    if (error == SELON_OK) error = ledger_commit(d->writing);
    return error == SELON_OK ? 0 : writing_failed(q, error);
}

/* The page at the address has another text than was shown: it is shown again. */
static bool keep__is_other(const request *q, const given_text *given, const selon_document *doc)
{
    char seen[READING_SEEN];
    const char *shown = request_field(q, "seen");
    if (shown == NULL || !given->fetched) return false;
    reading_seen(doc, seen);
    return strcmp(seen, shown) != 0;
}

static int keep__show(request *q, struct answer *out, const given_text *given, const selon_document *doc)
{
    view_reading *v = ARENA_NEW(q->arena, view_reading);
    view_reading_fill(q, given, doc, v);
    v->changed = true;
    out->status = 409;
    out->cache = "no-store";
    out->type = "text/html; charset=utf-8";
    answer_write(out, q, page_reading, v);
    return 0;
}

int reading_keep(request *q, struct answer *out)
{
    given_text given;
    ledger_receipt receipt = {0};
    const selon_document *doc;
    char location[48];
    if (!q->room->writable) return request_fail(q, 403, "read-only", "the ledger may not be written to", NULL);
    int status = reading_take(q, &given);
    if (status == 0) status = reading_read(q, &given, &doc);
    if (status != 0) return status;
    if (keep__is_other(q, &given, doc)) return keep__show(q, out, &given, doc);
    status = keep__write(q, &given, &receipt);
    if (status != 0) return status;
    census_renew(q->room->taker);
    snprintf(location, sizeof location, "/articles/%llu", (unsigned long long)receipt.article);
    out->location = arena_strndup(q->arena, location, strlen(location));
    out->cache = "no-store";
    out->status = request__accepts(q, "text/html") ? 303 : 201;
    if (out->status == 303) return 0;
    view_kept *v = ARENA_NEW(q->arena, view_kept);
    *v = (view_kept){.article = receipt.article, .outcome = (int)receipt.outcome, .statements = receipt.statements};
    out->type = "application/json";
    answer_write(out, q, json_kept, v);
    return 0;
}
