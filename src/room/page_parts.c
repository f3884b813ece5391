/* SPDX-License-Identifier: Apache-2.0
 *
 * page_parts.c - the small parts of pages: see page.h.
 */
#include <stdio.h>

#include "room/inside.h"
#include "room/page.h"

/* ---- days ---- */

/* "{d} {m} {y}" with its parts; 0 where one is not known. */
static void date__write(const page *p, const char *key, int year, int month, int day)
{
    char name[16];
    word_text t = phrases_find(p->words, key);
    snprintf(name, sizeof name, "month-%d", month);
    for (size_t i = 0; i < t.size; i++) {
        if (t.text[i] != '{' || i + 2 >= t.size) {
            html_escape(p->w, t.text + i, 1);
            continue;
        }
        char what = t.text[i + 1];
        i += 2;
        if (what == 'd') put(p, "%i", (uint64_t)day);
        if (what == 'm') put(p, "%w", name);
        if (what == 'y') put(p, "%i", (uint64_t)year);
    }
}

static bool day__is_one(int32_t day)
{
    return day / 10000 > 0 && day / 100 % 100 >= 1 && day / 100 % 100 <= 12 && day % 100 >= 1 && day % 100 <= 31;
}

void put_day(const page *p, int32_t day)
{
    char machine[48];
    if (!day__is_one(day)) return;
    int year = (int)(day / 10000), month = (int)(day / 100 % 100), date = (int)(day % 100);
    snprintf(machine, sizeof machine, "%04d-%02d-%02d", year, month, date);
    put(p, "<time datetime=\"%r\">", machine);
    date__write(p, date == 1 ? "date-first" : "date", year, month, date);
    put(p, "</time>");
}

void put_days(const page *p, int32_t first, int32_t last)
{
    put_day(p, first);
    if (!day__is_one(last) || last == first) return;
    if (day__is_one(first)) put(p, " – ");
    put_day(p, last);
}

void put_month(const page *p, int32_t month)
{
    date__write(p, "month", (int)(month / 100), (int)(month % 100), 0);
}

void put_date(const page *p, const char *published)
{
    int year, month, day;
    if (published == NULL) return;
    if (sscanf(published, "%4d-%2d-%2d", &year, &month, &day) == 3 && year > 0 && year < 10000) {
        int32_t number = (int32_t)(year * 10000 + month * 100 + day);
        if (day__is_one(number)) {
            put_day(p, number);
            return;
        }
    }
    put(p, "%s", published);
}

/* ---- people and what is said ---- */

void put_person(const page *p, uint64_t id, const char *name)
{
    if (name == NULL)
        put(p, "<span class=\"unknown\">%w</span>", "unknown-speaker");
    else if (id != 0)
        put(p, "<a href=\"/people/%i\"><bdi>%s</bdi></a>", id, name);
    else
        put(p, "<bdi>%s</bdi>", name);
}

void put_title(const page *p, const char *title, const char *address)
{
    const char *slash = address != NULL ? strrchr(address, '/') : NULL;
    put(p, "<bdi>");
    if (title != NULL && *title != '\0')
        put(p, "%s", title);
    else if (slash != NULL && slash[1] != '\0')
        put(p, "%s", slash + 1);
    else
        put(p, "%w", "untitled");
    put(p, "</bdi>");
}

void put_type(const page *p, selon_type type)
{
    const char *key = jsonl_type(type);
    put(p, "<span class=\"type %r\">%w</span>", key, key);
}

void put_percent(const page *p, float confidence)
{
    put(p, "%i%w", (uint64_t)confidence_percent(confidence), "percent");
}

/* ---- forms ---- */

void put_select(const page *p, const char *name, const char *label, const char *prefix, const char *const *values,
                const char *chosen)
{
    char key[64];
    put(p, "<p class=\"field\"><label for=\"f-%r\">%w</label>\n<select id=\"f-%r\" name=\"%r\">\n", name, label, name,
        name);
    for (; *values != NULL; values++) {
        bool this_one = chosen != NULL ? strcmp(chosen, *values) == 0 : **values == '\0';
        snprintf(key, sizeof key, "%s-%s", prefix, **values != '\0' ? *values : "any");
        put(p, "<option value=\"%r\"%r>%w</option>\n", *values, this_one ? " selected" : "", key);
    }
    put(p, "</select></p>\n");
}

/* What the scripts suggest for a field: it is filled with one of these. */
static const char *field__suggests(const char *name)
{
    if (strcmp(name, "outlet") == 0) return " data-suggest=\"outlet\"";
    if (strcmp(name, "left") == 0 || strcmp(name, "right") == 0) return " data-suggest=\"by\"";
    return "";
}

void put_field(const page *p, const char *kind, const char *name, const char *label, const char *value)
{
    put(p,
        "<p class=\"field\"><label for=\"f-%r\">%w</label>\n<input type=\"%r\" id=\"f-%r\" name=\"%r\" value=\"%v\" "
        "autocomplete=\"off\"%r></p>\n",
        name, label, kind, name, name, value, field__suggests(name));
}

/* ---- what is known of a statement ---- */

static void facts__part(const page *p, const char *key, const view_statement *st, selon_span span)
{
    if (st->text == NULL || span_empty(span) || span.end > st->text_size) return;
    put(p, "<div><dt>%w</dt><dd><bdi>", key);
    put_part(p, st, span);
    put(p, "</bdi></dd></div>\n");
}

void put_facts(const page *p, const view_statement *st)
{
    static const char *const kinds[] = {[SELON_SAID] = "said", [SELON_WROTE] = "wrote", [SELON_THOUGHT] = "thought"};
    put(p, "<dl class=\"facts\">\n<div><dt class=\"unseen\">%w</dt><dd>", "type");
    put_type(p, st->type);
    put(p, "</dd></div>\n<div><dt class=\"unseen\">%w</dt><dd>%w", "kind", kinds[st->kind]);
    if (st->negated) put(p, ", <strong>%w</strong>", "negated");
    put(p, "</dd></div>\n");
    if (st->day != 0) {
        put(p, "<div><dt class=\"unseen\">%w</dt><dd>", "date-said");
        put_days(p, st->day, st->day_end);
        put(p, "</dd></div>\n");
    }
    facts__part(p, "addressee", st, st->addressee);
    facts__part(p, "via", st, st->via);
    if (st->parent != 0)
        put(p, "<div><dt>%w</dt><dd><a href=\"%r%i\">%w</a></dd></div>\n", "inside", p->reading ? "#s" : "/statements/",
            st->parent, "another-statement");
    put(p, "<div><dt>%w</dt><dd>", "confidence");
    put_percent(p, st->confidence);
    put(p, "</dd></div>\n");
    if (st->corrected) put(p, "<div class=\"corrected\"><dt>%w</dt><dd>%w</dd></div>\n", "corrected", "by-reader");
    put(p, "</dl>\n");
}

void put_actions(const page *p, const view_statement *st, bool repeats)
{
    if (st->id == 0) return;
    put(p, "<p class=\"actions\"><a class=\"permanent\" href=\"/statements/%i\">%w</a>\n", st->id, "permanent-link");
    if (repeats && st->repeats > 0) {
        put(p, "<a href=\"/statements/%i/same\">", st->id);
        put_count(p, "same-words", (uint64_t)st->repeats);
        put(p, "</a>\n");
    }
    if (p->q->room->writable) put(p, "<a href=\"/statements/%i/correct\">%w</a>\n", st->id, "correct");
    put(p, "<button type=\"button\" class=\"copy\" hidden>%w</button></p>\n", "copy");
}

void put_problem(const page *p, const view_problem *why)
{
    char key[64];
    snprintf(key, sizeof key, "problem-%.40s", why->code);
    put(p, "<p class=\"note\" role=\"alert\">%w", key);
    if (why->detail != NULL) put(p, ": <q>%s</q>", why->detail);
    if (why->name != NULL) put(p, " <code>%s</code>", why->name);
    put(p, "</p>\n");
}
