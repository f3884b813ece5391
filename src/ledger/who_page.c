/* SPDX-License-Identifier: Apache-2.0
 *
 * who_page.c - a person or body, as a page for a terminal or a line of JSON.
 */
#include <stdio.h>
#include <string.h>

#include "document.h"
#include "ledger/who.h"
#include "output/wrap.h"

#define OUTLETS_SHOWN 8
#define FACTS_SHOWN 24
#define SENTENCE_SHOWN 400

/* ---- gathering ---- */

typedef struct gathering {
    ledger *l;
    arena *arena;
    who_statement *statement;
    bool failed;
} gathering;

/* Copied without jumping, as a row is held. */
static const char *gathering__copy(gathering *g, const char *text)
{
    if (text == NULL) return NULL;
    size_t size = strlen(text) + 1;
    char *copy = arena_try_alloc(g->arena, size);
    if (copy == NULL) g->failed = true;
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

typedef struct fact_link {
    ledger_fact fact;
    struct fact_link *next;
} fact_link;

typedef struct fact_chain {
    gathering *g;
    fact_link *first, **last;
} fact_chain;

static int chain__take(const ledger_fact *f, void *payload)
{
    fact_chain *c = payload;
    fact_link *n = arena_try_alloc(c->g->arena, sizeof *n);
    if (n == NULL) {
        c->g->failed = true;
        return 1;
    }
    n->fact = *f;
    n->fact.text = gathering__copy(c->g, f->text);
    n->fact.role = gathering__copy(c->g, f->role);
    n->fact.outlet = gathering__copy(c->g, f->outlet);
    n->fact.title = gathering__copy(c->g, f->title);
    n->next = NULL;
    *c->last = n;
    c->last = &n->next;
    return c->g->failed;
}

static int page__facts(gathering *g, uint64_t id, ledger_fact_sort sort, uint64_t limit, who_facts *out)
{
    fact_chain c = {.g = g};
    VEC(ledger_fact) all = {0};
    c.last = &c.first;
    int error = ledger_person_facts(g->l, id, sort, limit, chain__take, &c);
    if (error != SELON_OK) return error;
    if (g->failed) return SELON_ERROR_MEMORY;
    for (; c.first != NULL; c.first = c.first->next) VEC_PUSH(g->arena, &all, c.first->fact);
    *out = (who_facts){all.items, all.count};
    return SELON_OK;
}

static int page__take_statement(const ledger_result *r, void *payload)
{
    gathering *g = payload;
    g->statement->id = r->id;
    g->statement->day = r->day;
    g->statement->sentence = gathering__copy(g, r->sentence);
    if (r->appearance_count > 0) {
        g->statement->address = gathering__copy(g, r->appearances[0].address);
        g->statement->outlet = gathering__copy(g, r->appearances[0].outlet);
    }
    return 1;
}

static int page__statement(gathering *g, uint64_t id, who_statement *out)
{
    if (id == 0) return SELON_OK;
    g->statement = out;
    int error = ledger_find(g->l, &(ledger_filter){.statement = id, .limit = 1}, page__take_statement, g);
    return error == SELON_OK && g->failed ? SELON_ERROR_MEMORY : error;
}

int ledger_page(ledger *l, arena *a, const ledger_person *p, bool speakers, who_page *out)
{
    gathering g = {.l = l, .arena = a};
    uint64_t first, last;
    *out = (who_page){.person = *p};
    out->person.name = gathering__copy(&g, p->name);
    out->person.role = gathering__copy(&g, p->role);
    out->person.ident = gathering__copy(&g, p->ident);
    if (g.failed) return SELON_ERROR_MEMORY;
    int error = page__facts(&g, p->id, LEDGER_FACT_NAME, 0, &out->names);
    if (error == SELON_OK) error = page__facts(&g, p->id, LEDGER_FACT_ROLE, 0, &out->roles);
    if (error == SELON_OK) error = page__facts(&g, p->id, LEDGER_FACT_OUTLET, 0, &out->outlets);
    if (error == SELON_OK && speakers) error = page__facts(&g, p->id, LEDGER_FACT_SPEAKER, 0, &out->speakers);
    if (error == SELON_OK) error = ledger_person_ends(l, p->id, &first, &last);
    if (error == SELON_OK) error = page__statement(&g, first, &out->first);
    return error == SELON_OK ? page__statement(&g, last, &out->last) : error;
}

/* ---- writing ---- */

static const char *day__text(char out[16], int32_t day)
{
    if (day <= 0 || day > 99999999) return NULL;
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
    memcpy(out, text, 10);
    out[10] = '\0';
    return out;
}

static void json__number(writer *w, const char *key, uint64_t number)
{
    writer_puts(w, ", \"");
    writer_puts(w, key);
    writer_puts(w, "\": ");
    writer_number(w, number);
}

static void json__days(writer *w, int32_t first, int32_t last)
{
    char day[16];
    jsonl_member(w, "first", day__text(day, first));
    jsonl_member(w, "last", day__text(day, last));
}

static void json__person(writer *w, const ledger_person *p)
{
    writer_puts(w, "{\"id\": ");
    writer_number(w, p->id);
    jsonl_member(w, "kind", p->body ? "body" : "person");
    jsonl_member(w, "name", p->name);
    jsonl_member(w, "role", p->role);
    jsonl_member(w, "authority", p->ident);
    json__number(w, "statements", p->statements);
    json__number(w, "texts", p->articles);
    json__days(w, p->first, p->last);
}

static void json__facts(writer *w, const char *key, const who_facts *facts)
{
    writer_puts(w, ", \"");
    writer_puts(w, key);
    writer_puts(w, "\": [");
    for (size_t i = 0; i < facts->count; i++) {
        const ledger_fact *f = &facts->items[i];
        writer_puts(w, i > 0 ? ", {\"text\": " : "{\"text\": ");
        jsonl_string(w, f->text, strlen(f->text));
        if (f->sort == LEDGER_FACT_SPEAKER) {
            json__number(w, "speaker", f->id);
            jsonl_member(w, "role", f->role);
            jsonl_member(w, "outlet", f->outlet);
            jsonl_member(w, "title", f->title);
        }
        json__number(w, "statements", f->statements);
        json__days(w, f->first, f->last);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

static void json__statement(writer *w, const char *key, const who_statement *st)
{
    char day[16];
    writer_puts(w, ", \"");
    writer_puts(w, key);
    if (st->id == 0) {
        writer_puts(w, "\": null");
        return;
    }
    writer_puts(w, "\": {\"id\": ");
    writer_number(w, st->id);
    jsonl_member(w, "day", day__text(day, st->day));
    jsonl_member(w, "sentence", st->sentence);
    jsonl_member(w, "outlet", st->outlet);
    jsonl_member(w, "url", st->address);
    writer_putc(w, '}');
}

static void json__page(writer *w, const who_page *p)
{
    json__person(w, &p->person);
    json__facts(w, "names", &p->names);
    json__facts(w, "roles", &p->roles);
    json__facts(w, "outlets", &p->outlets);
    if (p->speakers.count > 0) json__facts(w, "speakers", &p->speakers);
    json__statement(w, "first_statement", &p->first);
    json__statement(w, "last_statement", &p->last);
    writer_puts(w, "}\n");
}

/* ---- terminal ---- */

#define STYLE_NAME "1"
#define STYLE_QUIET "2"

static void terminal__days(wrap *p, int32_t first, int32_t last)
{
    char one[16], other[16];
    if (day__text(one, first) == NULL) return;
    wrap_style(p, STYLE_QUIET);
    wrap_puts(p, " ");
    wrap_puts(p, one);
    if (last != first && day__text(other, last) != NULL) {
        wrap_puts(p, "\xE2\x80\x93");
        wrap_puts(p, other);
    }
    wrap_style(p, "");
}

static void terminal__count(wrap *p, uint64_t number, const char *one, const char *many)
{
    char text[64];
    snprintf(text, sizeof text, "%llu %s", (unsigned long long)number, number == 1 ? one : many);
    wrap_puts(p, text);
}

static void terminal__head(wrap *p, const ledger_person *person)
{
    char number[32];
    snprintf(number, sizeof number, "%llu\xC2\xA0 ", (unsigned long long)person->id);
    wrap_style(p, STYLE_QUIET);
    wrap_puts(p, number);
    wrap_style(p, STYLE_NAME);
    wrap_puts(p, person->name);
    wrap_style(p, "");
    if (person->role != NULL) {
        wrap_puts(p, ", ");
        wrap_puts(p, person->role);
    }
    wrap_puts(p, " \xC2\xB7 ");
    terminal__count(p, person->statements, "statement", "statements");
    wrap_puts(p, " in ");
    terminal__count(p, person->articles, "text", "texts");
    if (person->first != 0) wrap_puts(p, " \xC2\xB7");
    terminal__days(p, person->first, person->last);
    if (person->ident != NULL) {
        wrap_puts(p, " \xC2\xB7 ");
        wrap_puts(p, person->ident);
    }
    wrap_line(p);
}

static void terminal__facts(wrap *p, const char *title, const who_facts *facts, size_t most)
{
    char number[32];
    if (facts->count == 0) return;
    wrap_puts(p, title);
    wrap_line(p);
    wrap_indent(p, 4);
    for (size_t i = 0; i < facts->count && i < most; i++) {
        const ledger_fact *f = &facts->items[i];
        if (f->sort == LEDGER_FACT_SPEAKER) {
            snprintf(number, sizeof number, "%llu\xC2\xA0 ", (unsigned long long)f->id);
            wrap_puts(p, number);
        }
        wrap_puts(p, f->text);
        const char *more[] = {f->role, f->outlet, f->title};
        for (int k = 0; k < 3; k++) {
            if (more[k] == NULL) continue;
            wrap_puts(p, " \xC2\xB7 ");
            wrap_puts(p, more[k]);
        }
        snprintf(number, sizeof number, "  %llu\xC3\x97", (unsigned long long)f->statements);
        wrap_puts(p, number);
        terminal__days(p, f->first, f->last);
        wrap_line(p);
    }
    if (facts->count > most) {
        snprintf(number, sizeof number, "+ %zu", facts->count - most);
        wrap_puts(p, number);
        wrap_line(p);
    }
    wrap_indent(p, 2);
}

static void terminal__statement(wrap *p, const char *title, const who_statement *st)
{
    char number[40], day[16];
    if (st->id == 0) return;
    snprintf(number, sizeof number, " %llu", (unsigned long long)st->id);
    wrap_puts(p, title);
    wrap_puts(p, number);
    if (day__text(day, st->day) != NULL) wrap_puts(p, " \xC2\xB7 ");
    if (day__text(day, st->day) != NULL) wrap_puts(p, day);
    if (st->outlet != NULL) wrap_puts(p, " \xC2\xB7 ");
    if (st->outlet != NULL) wrap_puts(p, st->outlet);
    wrap_line(p);
    wrap_indent(p, 4);
    if (st->sentence != NULL) wrap_puts(p, st->sentence);
    if (st->sentence != NULL) wrap_line(p);
    wrap_indent(p, 2);
}

static void terminal__page(wrap *p, const who_page *page)
{
    terminal__head(p, &page->person);
    wrap_indent(p, 2);
    terminal__facts(p, "Names", &page->names, FACTS_SHOWN);
    terminal__facts(p, "Roles", &page->roles, FACTS_SHOWN);
    terminal__facts(p, "Outlets", &page->outlets, OUTLETS_SHOWN);
    terminal__facts(p, "Speakers", &page->speakers, SIZE_MAX);
    terminal__statement(p, "First statement", &page->first);
    if (page->last.id != page->first.id) terminal__statement(p, "Last statement", &page->last);
    wrap_indent(p, 0);
}

/* ---- with a writer ---- */

static int who__write(const who_page *page, const ledger_person *line, const selon_write_options *options,
                      selon_sink sink, void *payload)
{
    selon_allocator allocator = allocator_default();
    selon_document doc = {0};
    arena *a = arena_new(&allocator, sizeof(writer) + 4096);
    int escaped = a != NULL ? setjmp(*arena_escape(a)) : 1;
    if (escaped == 0) {
        writer *w = ARENA_NEW(a, writer);
        w->options = *options;
        w->arena = doc.arena = a;
        w->doc = &doc;
        w->text = "";
        w->sink = sink;
        w->payload = payload;
        unsigned width = options->width == 0 ? 80 : options->width < 20 ? 20 : options->width;
        wrap p = wrap_new(w, width, options->colour);
        bool terminal = options->format == SELON_OUTPUT_TERMINAL;
        if (page != NULL && terminal) terminal__page(&p, page);
        if (page != NULL && !terminal) json__page(w, page);
        if (line != NULL && terminal) terminal__head(&p, line);
        if (line != NULL && !terminal) json__person(w, line), writer_puts(w, "}\n");
        writer_flush(w);
    }
    if (a != NULL) arena_free(a);
    return escaped == 0 ? SELON_OK : escaped == 1 ? SELON_ERROR_MEMORY : SELON_ERROR_IO;
}

int who_write_page(const who_page *page, const selon_write_options *options, selon_sink sink, void *payload)
{
    return who__write(page, NULL, options, sink, payload);
}

int who_write_line(const ledger_person *p, const selon_write_options *options, selon_sink sink, void *payload)
{
    return who__write(NULL, p, options, sink, payload);
}
