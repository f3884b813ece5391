/* SPDX-License-Identifier: Apache-2.0
 *
 * library.c - the ledger of selon.h, over the one of ledger.h: what is public is
 * written down here once more, so that the inside can change.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "ledger/ledger.h"

struct selon_ledger {
    ledger *l;
    ledger_maker *maker; /* NULL: not for writing */
    selon_allocator allocator;
    bool open; /* a transaction of the caller's */
};

struct selon_cursor {
    selon_allocator allocator;
    ledger_cursor *c;
    ledger_filter filter;
    selon_found found;
    selon_place *places;
    size_t room; /* of places */
};

/* ---- opening ---- */

static void options__say(const selon_ledger_options *o, const char *words)
{
    if (o != NULL && o->problem != NULL && o->problem_size > 0) snprintf(o->problem, o->problem_size, "%s", words);
}

int selon_ledger_open(selon_ledger **out, const char *path, const selon_ledger_options *options)
{
    ledger_words why = {""};
    if (out == NULL) return SELON_ERROR_ARGUMENT;
    *out = NULL;
    options__say(options, "");
    if (path == NULL) return SELON_ERROR_ARGUMENT;
    selon_allocator allocator = options != NULL && options->allocator != NULL ? *options->allocator
                                                                              : allocator_default();
    if (allocator.allocate == NULL || allocator.reallocate == NULL || allocator.release == NULL)
        return SELON_ERROR_ARGUMENT;
    selon_ledger *made = allocator.allocate(sizeof *made, allocator.payload);
    if (made == NULL) return SELON_ERROR_MEMORY;
    *made = (selon_ledger){.allocator = allocator};
    ledger_options inner = {.allocator = &allocator};
    if (options != NULL) {
        inner.write = options->write;
        inner.create = options->write && options->create;
        inner.wait_ms = options->wait_ms;
    }
    int error = ledger_open(&made->l, path, &inner, &why);
    if (error == SELON_OK && inner.write && (made->maker = ledger_maker_new(&allocator)) == NULL)
        error = SELON_ERROR_MEMORY;
    if (error == SELON_OK) {
        *out = made;
        return error;
    }
    options__say(options, why.text);
    selon_ledger_close(made);
    return error;
}

void selon_ledger_close(selon_ledger *ledger)
{
    if (ledger == NULL) return;
    selon_allocator allocator = ledger->allocator;
    ledger_close(ledger->l);
    ledger_maker_free(ledger->maker);
    allocator.release(ledger, allocator.payload);
}

const char *selon_ledger_problem(const selon_ledger *ledger)
{
    return ledger != NULL ? ledger_message(ledger->l) : "";
}

/* ---- adding ---- */

int selon_ledger_begin(selon_ledger *ledger)
{
    if (ledger == NULL || ledger->open) return SELON_ERROR_ARGUMENT;
    int error = ledger_begin(ledger->l);
    ledger->open = error == SELON_OK;
    return error;
}

int selon_ledger_commit(selon_ledger *ledger)
{
    if (ledger == NULL || !ledger->open) return SELON_ERROR_ARGUMENT;
    int error = ledger_commit(ledger->l);
    if (error != SELON_OK) ledger_rollback(ledger->l);
    ledger->open = false;
    return error;
}

void selon_ledger_rollback(selon_ledger *ledger)
{
    if (ledger == NULL || !ledger->open) return;
    ledger_rollback(ledger->l);
    ledger->open = false;
}

_Static_assert((int)SELON_ADDED == (int)LEDGER_ADDED && (int)SELON_CHANGED == (int)LEDGER_CHANGED &&
                   (int)SELON_COPIED == (int)LEDGER_COPIED && (int)SELON_UNCHANGED == (int)LEDGER_UNCHANGED,
               "outcomes have the same numbers");

static int ledger__write(selon_ledger *ledger, const ledger_entry *e, ledger_receipt *receipt)
{
    bool alone = !ledger->open;
    int error = alone ? ledger_begin(ledger->l) : SELON_OK;
    if (error != SELON_OK) return error;
    error = ledger_add(ledger->l, e, receipt);
    if (error == SELON_OK && alone) error = ledger_commit(ledger->l);
    if (error != SELON_OK) ledger_rollback(ledger->l);
    if (error != SELON_OK) ledger->open = false;
    return error;
}

int selon_ledger_add(selon_ledger *ledger, const selon_document *doc, const char *place, selon_receipt *receipt)
{
    ledger_entry *e;
    ledger_receipt inner = {0};
    ledger_origin origin = {place, true};
    if (receipt != NULL) *receipt = (selon_receipt){0};
    if (ledger == NULL || doc == NULL) return SELON_ERROR_ARGUMENT;
    if (ledger->maker == NULL) return SELON_ERROR_READ_ONLY;
    int error = ledger_entry_borrow(&e, ledger->maker, doc, &origin);
    if (error != SELON_OK) return error;
    error = ledger__write(ledger, e, &inner);
    ledger_entry_free(e);
    if (error == SELON_OK && receipt != NULL)
        *receipt = (selon_receipt){(selon_outcome)inner.outcome, inner.article, inner.statements};
    return error;
}

/* ---- finding ---- */

_Static_assert((int)SELON_NEWEST == (int)LEDGER_NEWEST && (int)SELON_OLDEST == (int)LEDGER_OLDEST &&
                   (int)SELON_SUREST == (int)LEDGER_SUREST && (int)SELON_LAST_ADDED == (int)LEDGER_LAST_ADDED &&
                   (int)SELON_FIRST_ADDED == (int)LEDGER_FIRST_ADDED,
               "orders have the same numbers");

static ledger_filter filter__inner(const selon_ledger_filter *f)
{
    return (ledger_filter){.words = f->words,
                           .about = f->about,
                           .who = f->who,
                           .role = f->role,
                           .addressee = f->addressee,
                           .outlet = f->outlet,
                           .lang = f->language,
                           .since = f->since,
                           .until = f->until,
                           .published_since = f->published_since,
                           .published_until = f->published_until,
                           .types = f->types,
                           .kinds = f->kinds,
                           .min_confidence = f->min_confidence,
                           .sort = (ledger_sort)f->sort,
                           .limit = f->limit};
}

int selon_ledger_find(selon_cursor **out, selon_ledger *ledger, const selon_ledger_filter *filter)
{
    if (out == NULL) return SELON_ERROR_ARGUMENT;
    *out = NULL;
    if (ledger == NULL) return SELON_ERROR_ARGUMENT;
    if (filter != NULL && (filter->sort < SELON_NEWEST || filter->sort > SELON_FIRST_ADDED))
        return SELON_ERROR_ARGUMENT;
    if (filter != NULL && !(filter->min_confidence >= 0 && filter->min_confidence <= 1)) return SELON_ERROR_ARGUMENT;
    selon_cursor *c = ledger->allocator.allocate(sizeof *c, ledger->allocator.payload);
    if (c == NULL) return SELON_ERROR_MEMORY;
    *c = (selon_cursor){.allocator = ledger->allocator};
    c->filter = filter != NULL ? filter__inner(filter) : (ledger_filter){.sort = LEDGER_FIRST_ADDED};
    int error = ledger_cursor_open(&c->c, ledger->l, &c->filter);
    if (error == SELON_OK)
        *out = c;
    else
        ledger->allocator.release(c, ledger->allocator.payload);
    return error;
}

static bool cursor__places(selon_cursor *c, const ledger_result *r)
{
    if (r->appearance_count > c->room) {
        selon_place *more = c->allocator.reallocate(c->places, r->appearance_count * sizeof *more,
                                                    c->allocator.payload);
        if (more == NULL) return false;
        c->places = more;
        c->room = r->appearance_count;
    }
    for (size_t i = 0; i < r->appearance_count; i++) {
        const ledger_appearance *a = &r->appearances[i];
        c->places[i] = (selon_place){a->address, a->outlet, a->title, a->author, a->published, a->added, a->current};
    }
    return true;
}

int selon_cursor_next(selon_cursor *cursor, const selon_found **found)
{
    const ledger_result *r;
    if (found == NULL) return SELON_ERROR_ARGUMENT;
    *found = NULL;
    if (cursor == NULL) return SELON_ERROR_ARGUMENT;
    int error = ledger_cursor_next(cursor->c, &r);
    if (error != SELON_OK || r == NULL) return error;
    if (!cursor__places(cursor, r)) return SELON_ERROR_MEMORY;
    cursor->found = (selon_found){.id = r->id,
                                  .parent = r->parent,
                                  .type = r->type,
                                  .kind = r->kind,
                                  .negated = r->negated,
                                  .confidence = r->confidence,
                                  .speaker = r->speaker.name,
                                  .role = r->speaker.role,
                                  .time_value = r->time_value,
                                  .day = r->day,
                                  .day_end = r->day_end,
                                  .language = r->lang,
                                  .sentence = r->sentence,
                                  .sentence_size = r->sentence_size,
                                  .source = r->source,
                                  .cue = r->cue,
                                  .addressee = r->addressee,
                                  .via = r->via,
                                  .time = r->time,
                                  .content = r->content,
                                  .content_count = r->content_count,
                                  .places = cursor->places,
                                  .place_count = r->appearance_count};
    *found = &cursor->found;
    return SELON_OK;
}

void selon_cursor_close(selon_cursor *cursor)
{
    if (cursor == NULL) return;
    selon_allocator allocator = cursor->allocator;
    ledger_cursor_close(cursor->c);
    if (cursor->places != NULL) allocator.release(cursor->places, allocator.payload);
    allocator.release(cursor, allocator.payload);
}
