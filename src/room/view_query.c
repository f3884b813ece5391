/* SPDX-License-Identifier: Apache-2.0
 *
 * view_query.c - see view_query.h.
 */
#include "room/view_query.h"

#include <stdlib.h>
#include <string.h>

#include "room/route.h"

#define LIST_MOST 16 /* values of one name: each could stand there several times, to no end */

typedef struct choice {
    const char *name;
    int value;
} choice;

static const choice types[] = {
    {"direct", SELON_DIRECT}, {"indirect", SELON_INDIRECT}, {"mixed", SELON_MIXED}, {NULL, 0}};
static const choice kinds[] = {{"said", SELON_SAID}, {"wrote", SELON_WROTE}, {"thought", SELON_THOUGHT}, {NULL, 0}};
static const choice sorts[] = {{"newest", LEDGER_NEWEST},
                               {"oldest", LEDGER_OLDEST},
                               {"confidence", LEDGER_SUREST},
                               {"added", LEDGER_LAST_ADDED},
                               {NULL, 0}};

static bool choice__find(const choice *all, const char *name, int *out)
{
    for (; all->name != NULL; all++) {
        if (strcmp(all->name, name) != 0) continue;
        *out = all->value;
        return true;
    }
    return false;
}

/* ---- days ---- */

static int digits(const char *text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) value = value * 10 + (text[i] - '0');
    return value;
}

bool view_day_parse(const char *text, bool last, int32_t *out)
{
    static const char pattern[] = "dddd-dd-dd";
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    size_t size = strlen(text);
    if (size != 4 && size != 7 && size != 10) return false;
    for (size_t i = 0; i < size; i++)
        if (pattern[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i]) return false;
    int year = digits(text, 4), month = size > 4 ? digits(text + 5, 2) : last ? 12 : 1;
    if (year < 1 || month < 1 || month > 12) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int length = lengths[month - 1] + (month == 2 && leap);
    int day = size > 7 ? digits(text + 8, 2) : last ? length : 1;
    *out = year * 10000 + month * 100 + day;
    return day >= 1 && day <= length;
}

static int query__day(request *q, const char *name, bool last, const char **text, int32_t *out)
{
    *text = request_value(q, name);
    if (*text == NULL || view_day_parse(*text, last, out)) return 0;
    return request_fail(q, 400, "bad-parameter", "it must be a day as 2025-11-14, a month as 2025-11, or a year", name);
}

/* A page's list of months narrows to one of them, within what else is asked for. Programs
 * say so with "since" and "until". */
static int query__month(request *q, ledger_filter *filter)
{
    int32_t first, last;
    const char *text = route_is_api(q->path) ? NULL : request_value(q, "month");
    if (text == NULL) return 0;
    if (strlen(text) != 7 || !view_day_parse(text, false, &first) || !view_day_parse(text, true, &last))
        return request_fail(q, 400, "bad-parameter", "it must be a month as 2025-11", "month");
    if (filter->since < first) filter->since = first;
    if (filter->until == 0 || filter->until > last) filter->until = last;
    return 0;
}

/* ---- lists ---- */

static int query__list(request *q, const char *name, const choice *all, const char *out[3], unsigned *bits)
{
    size_t count = 0, given = 0;
    for (size_t i = 0; i < q->parameters.count; i++) {
        const parameter *p = &q->parameters.items[i];
        int value;
        if (strcmp(p->name, name) != 0) continue;
        if (p->size == 0 && !route_is_api(q->path)) continue; /* a form's "any" */
        if (!choice__find(all, p->value, &value))
            return request_fail(q, 400, "bad-parameter", "it has no such value", name);
        if (++given > LIST_MOST) return request_fail(q, 400, "bad-parameter", "it is there too often", name);
        if (*bits & 1u << value) continue;
        *bits |= 1u << value;
        out[count++] = p->value;
    }
    return 0;
}

static int query__confidence(request *q, view_query *out, ledger_filter *filter)
{
    char *end;
    const char *text = out->min_confidence = request_value(q, "min-confidence");
    if (text == NULL) return 0;
    bool plain = strspn(text, "0123456789.") == strlen(text);
    filter->min_confidence = plain ? strtod(text, &end) : -1;
    if (plain && *end == '\0' && filter->min_confidence <= 1) return 0;
    return request_fail(q, 400, "bad-parameter", "it must be a number from 0 to 1", "min-confidence");
}

static int query__sort(request *q, view_query *out, ledger_filter *filter)
{
    int value = LEDGER_NEWEST;
    out->sort = request_value(q, "sort");
    if (out->sort != NULL && !choice__find(sorts, out->sort, &value))
        return request_fail(q, 400, "bad-parameter", "it is newest, oldest, confidence or added", "sort");
    filter->sort = (ledger_sort)value;
    return 0;
}

int view_query_parse(request *q, view_query *out, ledger_filter *filter)
{
    *out = (view_query){.q = request_value(q, "q"),
                        .who = request_value(q, "who"),
                        .role = request_value(q, "role"),
                        .outlet = request_value(q, "outlet"),
                        .about = request_value(q, "about"),
                        .addressee = request_value(q, "addressee"),
                        .lang = request_value(q, "lang")};
    *filter = (ledger_filter){.words = out->q,
                              .who = out->who,
                              .role = out->role,
                              .outlet = out->outlet,
                              .about = out->about,
                              .addressee = out->addressee,
                              .lang = out->lang};
    int status = query__day(q, "since", false, &out->since, &filter->since);
    if (status == 0) status = query__day(q, "until", true, &out->until, &filter->until);
    if (status == 0) status = query__month(q, filter);
    if (status == 0) status = query__day(q, "published-since", false, &out->published_since, &filter->published_since);
    if (status == 0) status = query__day(q, "published-until", true, &out->published_until, &filter->published_until);
    if (status == 0) status = query__list(q, "type", types, out->types, &filter->types);
    if (status == 0) status = query__list(q, "kind", kinds, out->kinds, &filter->kinds);
    if (status == 0) status = query__confidence(q, out, filter);
    if (status == 0) status = query__sort(q, out, filter);
    if (status == 0 && out->lang != NULL && strspn(out->lang, "abcdefghijklmnopqrstuvwxyz") != strlen(out->lang))
        status = request_fail(q, 400, "bad-parameter", "it must be a language's code, as fr", "lang");
    return status != 0 ? status : view_number(q, "person", 1, REQUEST_ID, 0, &out->person);
}
