/* SPDX-License-Identifier: Apache-2.0
 *
 * brat.c - see brat.h.
 *
 *     lines -> entities by number (brat__line)
 *           -> relations, attributes and notes tied to them (brat__tie)
 *           -> contents in order      (brat__contents)
 *           -> an object for each     (json_of_document)
 *
 * A line is looked at once and kept by what it begins with; the ties wait till
 * all entities are known, since a relation may stand before what it relates.
 * Entities are found by their numbers in a sorted array.
 *
 * Fragments. brat has no annotation over a line end, so one that is becomes
 * fragments, which are put together again: the fragments of a source, cue,
 * addressee, via or time are one span. A content may have pieces that are no
 * line's matter. Two fragments of it are one piece when nothing but one line
 * end lies between them, and the first does not end as a sentence does, with a
 * period or the like, perhaps behind a closing mark or bracket: such a line
 * was broken for its length, and pieces are cut where sentences end.
 *
 * A number, a type, a note: what annotators may have changed is checked, and
 * the first line that makes no sense ends the reading with its number.
 */
#include "input/brat.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

typedef struct slice {
    const char *at;
    size_t size;
} slice;

/* The roles that a relation ties to a content, and what goes by their names. */
enum { ROLE_SOURCE, ROLE_CUE, ROLE_ADDRESSEE, ROLE_VIA, ROLE_TIME, ROLES, ROLE_CONTENT = ROLES, ROLE_OTHER };

static const struct {
    const char *entity, *relation, *member;
} roles[ROLES] = {
    {"Source", "SaidBy", "source"}, {"Cue", "SignalledBy", "cue"}, {"Addressee", "SaidTo", "addressee"},
    {"Via", "RelayedBy", "via"},    {"Time", "SaidAt", "time"},
};

typedef struct entity {
    uint64_t number;
    size_t line;
    unsigned role;
    selon_span *spans; /* code points, in order */
    size_t span_count;
    slice note;
    /* of a content */
    struct entity *parts[ROLES], *parent;
    slice type, kind;
    bool negated;
    size_t statement; /* its number in the result */
} entity;

/* A line that ties: its words wait. */
typedef struct tie {
    size_t line;
    slice words;
    char sort; /* 'R', 'A' or '#' */
} tie;

typedef struct brat {
    arena *arena;
    const char *text;
    uint32_t size;     /* in code points */
    uint32_t *byte_of; /* by code point */
    VEC(entity) entities;
    VEC(tie) ties;
    size_t line;
    brat_problem *problem;
} brat;

__attribute__((format(printf, 2, 3))) static bool brat__refuse(brat *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    b->problem->line = b->line;
    vsnprintf(b->problem->text, sizeof b->problem->text, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- words ---- */

static bool slice_is(slice s, const char *word)
{
    return s.size == strlen(word) && memcmp(s.at, word, s.size) == 0;
}

/* Takes what comes before the first `stop` (or all) off the front. */
static slice slice_take(slice *s, char stop)
{
    const char *found = s->size > 0 ? memchr(s->at, stop, s->size) : NULL;
    slice out = {s->at, found != NULL ? (size_t)(found - s->at) : s->size};
    size_t taken = found != NULL ? out.size + 1 : out.size;
    s->at += taken;
    s->size -= taken;
    return out;
}

/* A whole number below 10^18. */
static bool slice_number(slice s, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] < '0' || s.at[i] > '9') return false;
        *out = *out * 10 + (uint64_t)(s.at[i] - '0');
    }
    return s.size > 0 && s.size <= 18;
}

/* "T12" */
static bool slice_entity(slice s, uint64_t *number)
{
    return s.size > 1 && s.at[0] == 'T' && slice_number((slice){s.at + 1, s.size - 1}, number);
}

/* ---- entities ---- */

static int span_order(const void *a_, const void *b_)
{
    const selon_span *a = a_, *b = b_;
    if (a->start != b->start) return a->start < b->start ? -1 : 1;
    return a->end < b->end ? -1 : a->end > b->end;
}

static unsigned role_of(slice type)
{
    for (unsigned i = 0; i < ROLES; i++)
        if (slice_is(type, roles[i].entity)) return i;
    return slice_is(type, "Content") ? ROLE_CONTENT : ROLE_OTHER;
}

/* "52 81;83 90" */
static bool brat__fragments(brat *b, slice words, entity *out)
{
    VEC(selon_span) spans = {0};
    while (words.size > 0) {
        slice fragment = slice_take(&words, ';');
        uint64_t start, end;
        slice first = slice_take(&fragment, ' ');
        if (!slice_number(first, &start) || !slice_number(fragment, &end))
            return brat__refuse(b, "the offsets are not two numbers, or more pairs with semicolons between");
        if (start >= end || end > b->size)
            return brat__refuse(b, "%llu to %llu is no stretch of a text of %u characters", (unsigned long long)start,
                                (unsigned long long)end, b->size);
        VEC_PUSH(b->arena, &spans, (selon_span){(uint32_t)start, (uint32_t)end});
    }
    if (spans.count == 0) return brat__refuse(b, "an entity has no offsets");
    qsort(spans.items, spans.count, sizeof *spans.items, span_order);
    out->spans = spans.items;
    out->span_count = spans.count;
    return true;
}

/* The lines that are kept: "T1<TAB>Type OFFSETS<TAB>words", "R1<TAB>...",
 * "A1<TAB>...", "M1<TAB>..." and "#1<TAB>...". */
static bool brat__line(brat *b, slice line)
{
    slice words = line, name = slice_take(&words, '\t');
    if (line.size > 0 && line.at[line.size - 1] == '\r' && words.size > 0) words.size--;
    if (name.size == 0 || strchr("TRAM#", name.at[0]) == NULL || name.at[0] == '\0') return true;
    if (words.size == 0) return brat__refuse(b, "nothing follows \"%.*s\" and a tab", (int)(name.size % 40), name.at);
    if (name.at[0] != 'T') {
        VEC_PUSH(b->arena, &b->ties, (tie){b->line, words, name.at[0] == 'M' ? 'A' : name.at[0]});
        return true;
    }
    entity e = {.line = b->line};
    if (!slice_entity(name, &e.number)) return brat__refuse(b, "an entity's name is not T and a number");
    slice head = slice_take(&words, '\t');
    e.role = role_of(slice_take(&head, ' '));
    if (e.role != ROLE_OTHER && !brat__fragments(b, head, &e)) return false;
    VEC_PUSH(b->arena, &b->entities, e);
    return true;
}

static int entity_order(const void *a_, const void *b_)
{
    const entity *a = a_, *b = b_;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static bool brat__sort(brat *b)
{
    if (b->entities.count < 2) return true;
    qsort(b->entities.items, b->entities.count, sizeof *b->entities.items, entity_order);
    for (size_t i = 1; i < b->entities.count; i++) {
        const entity *e = &b->entities.items[i];
        b->line = e->line;
        if (e->number == e[-1].number)
            return brat__refuse(b, "T%llu is in line %zu already", (unsigned long long)e->number, e[-1].line);
    }
    return true;
}

/* The entity "T12"; NULL with a problem when there is none. */
static entity *brat__entity(brat *b, slice name)
{
    entity key = {0};
    size_t low = 0, high = b->entities.count;
    bool good = slice_entity(name, &key.number);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->entities.items[middle].number < key.number)
            low = middle + 1;
        else
            high = middle;
    }
    if (good && low < b->entities.count && b->entities.items[low].number == key.number) return &b->entities.items[low];
    brat__refuse(b, "there is no entity \"%.*s\"", (int)(name.size < 40 ? name.size : 40), name.at);
    return NULL;
}

/* ---- ties ---- */

/* "SaidBy Arg1:T1 Arg2:T2": the first of each content counts, in whichever
 * direction it was drawn. */
static bool brat__relation(brat *b, slice words)
{
    slice type = slice_take(&words, ' '), first = slice_take(&words, ' '), second = slice_take(&words, ' ');
    unsigned role = 0;
    while (role < ROLES && !slice_is(type, roles[role].relation)) role++;
    bool inside = slice_is(type, "Inside");
    if (role == ROLES && !inside) return true;
    slice_take(&first, ':'), slice_take(&second, ':');
    entity *from = brat__entity(b, first), *to = from != NULL ? brat__entity(b, second) : NULL;
    if (to == NULL) return false;
    if (inside) {
        if (from->role != ROLE_CONTENT || to->role != ROLE_CONTENT || from == to)
            return brat__refuse(b, "Inside leads from a Content to another");
        if (from->parent == NULL) from->parent = to;
        return true;
    }
    if (to->role == ROLE_CONTENT && from->role == role) {
        entity *other = from;
        from = to;
        to = other;
    }
    if (from->role != ROLE_CONTENT || to->role != role)
        return brat__refuse(b, "%s leads from a Content to a %s", roles[role].relation, roles[role].entity);
    if (from->parts[role] == NULL) from->parts[role] = to;
    return true;
}

static bool value_is_among(slice value, const char *const *names)
{
    for (; *names != NULL; names++)
        if (slice_is(value, *names)) return true;
    return false;
}

/* "Type T1 Direct", "Negated T1" */
static bool brat__attribute(brat *b, slice words)
{
    static const char *const types[] = {"Direct", "Indirect", "Mixed", NULL};
    static const char *const kinds[] = {"Said", "Wrote", "Thought", NULL};
    slice name = slice_take(&words, ' '), target = slice_take(&words, ' ');
    bool type = slice_is(name, "Type"), kind = slice_is(name, "Kind"), negated = slice_is(name, "Negated");
    if (!type && !kind && !negated) return true;
    entity *e = brat__entity(b, target);
    if (e == NULL) return false;
    if (type && !value_is_among(words, types)) return brat__refuse(b, "Type is one of Direct, Indirect, Mixed");
    if (kind && !value_is_among(words, kinds)) return brat__refuse(b, "Kind is one of Said, Wrote, Thought");
    if (type) e->type = words;
    if (kind) e->kind = words;
    e->negated |= negated;
    return true;
}

/* "AnnotatorNotes T2<TAB>text" */
static bool brat__note(brat *b, slice words)
{
    slice head = slice_take(&words, '\t');
    slice name = slice_take(&head, ' ');
    if (!slice_is(name, "AnnotatorNotes") || head.size == 0 || head.at[0] != 'T') return true;
    entity *e = brat__entity(b, head);
    if (e != NULL && e->note.at == NULL) e->note = words;
    return e != NULL;
}

static bool brat__tie(brat *b)
{
    for (size_t i = 0; i < b->ties.count; i++) {
        const tie *k = &b->ties.items[i];
        b->line = k->line;
        bool good = k->sort == 'R'   ? brat__relation(b, k->words)
                    : k->sort == 'A' ? brat__attribute(b, k->words)
                                     : brat__note(b, k->words);
        if (!good) return false;
    }
    return true;
}

/* ---- contents ---- */

/* Does the text before `end` end a sentence, closing marks left aside? */
static bool brat__sentence_ends(const brat *b, selon_span span)
{
    static const uint32_t closing[] = {'"', '\'', ')', ']', 0xA0, 0xBB, 0x2019, 0x201D, 0x202F, 0x203A, ' '};
    static const uint32_t final[] = {'.', '!', '?', 0x2026};
    uint32_t end = span.end;
    while (end > span.start) {
        unsigned n;
        uint32_t cp = utf8_decode(b->text + b->byte_of[end - 1], b->text + b->byte_of[end], &n);
        for (size_t i = 0; i < sizeof final / sizeof *final; i++)
            if (cp == final[i]) return true;
        bool closes = false;
        for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) closes |= cp == closing[i];
        if (!closes) return false;
        end--;
    }
    return false;
}

/* Puts fragments together that one line end parts. */
static void brat__join(const brat *b, entity *e)
{
    size_t kept = 0;
    for (size_t i = 1; i < e->span_count; i++) {
        selon_span *last = &e->spans[kept], next = e->spans[i];
        bool line_end = next.start == last->end + 1 && b->text[b->byte_of[last->end]] == '\n';
        if (next.start <= last->end || (line_end && !brat__sentence_ends(b, *last)))
            last->end = next.end > last->end ? next.end : last->end;
        else
            e->spans[++kept] = next;
    }
    e->span_count = kept + 1;
}

static uint32_t entity_first(const entity *e)
{
    uint32_t first = e->spans[0].start;
    for (unsigned i = ROLE_SOURCE; i <= ROLE_CUE; i++)
        if (e->parts[i] != NULL && e->parts[i]->spans[0].start < first) first = e->parts[i]->spans[0].start;
    return first;
}

/* By the first character of source, cue and content, then as in the file. */
static int statement_order(const void *a_, const void *b_)
{
    const entity *a = *(entity *const *)a_, *b = *(entity *const *)b_;
    uint32_t first = entity_first(a), other = entity_first(b);
    if (first != other) return first < other ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* The contents in the order of their statements, numbered. */
static entity **brat__contents(const brat *b, size_t *count)
{
    entity **contents = ARENA_ARRAY(b->arena, entity *, b->entities.count);
    *count = 0;
    for (size_t i = 0; i < b->entities.count; i++)
        if (b->entities.items[i].role == ROLE_CONTENT) contents[(*count)++] = &b->entities.items[i];
    if (*count > 1) qsort(contents, *count, sizeof *contents, statement_order);
    for (size_t i = 0; i < *count; i++) {
        contents[i]->statement = i + 1;
        brat__join(b, contents[i]);
    }
    return contents;
}

/* ---- JSON; nothing below allocates from the arena ---- */

/* Sets a member, and *good to false when `value` is NULL for want of memory. */
static void object_set(json_t *object, const char *name, json_t *value, bool *good)
{
    if (object == NULL) json_decref(value);
    if (object == NULL || json_object_set_new(object, name, value) != 0) *good = false;
}

static json_t *json_of_slice(slice s)
{
    return s.at != NULL ? json_stringn(s.at, s.size) : json_null();
}

static json_t *json_of_span(const brat *b, selon_span span, bool *good)
{
    json_t *out = json_object();
    object_set(out, "start", json_integer(span.start), good);
    object_set(out, "end", json_integer(span.end), good);
    uint32_t start = b->byte_of[span.start];
    object_set(out, "text", json_stringn(b->text + start, b->byte_of[span.end] - start), good);
    return out;
}

/* All fragments of a part as one span; a time with its value. */
static json_t *json_of_part(const brat *b, const entity *e, unsigned role, bool *good)
{
    if (e == NULL) return json_null();
    selon_span span = e->spans[0];
    for (size_t i = 1; i < e->span_count; i++)
        if (e->spans[i].end > span.end) span.end = e->spans[i].end;
    json_t *out = json_of_span(b, span, good);
    if (role == ROLE_TIME) object_set(out, "value", json_of_slice(e->note), good);
    return out;
}

/* "Anna Keller, mayor" on the source, or on the content where there is none. */
static json_t *json_of_speaker(const entity *e, bool *good)
{
    slice role = e->parts[ROLE_SOURCE] != NULL ? e->parts[ROLE_SOURCE]->note : e->note;
    if (role.at == NULL) return json_null();
    slice name = slice_take(&role, ',');
    if (role.size > 0 && role.at[0] == ' ') slice_take(&role, ' ');
    json_t *out = json_object();
    object_set(out, "name", json_of_slice(name), good);
    object_set(out, "role", role.size > 0 ? json_of_slice(role) : json_null(), good);
    return out;
}

/* "Direct" -> "direct" */
static json_t *json_of_value(slice value)
{
    char word[16];
    if (value.at == NULL || value.size >= sizeof word) return json_null();
    memcpy(word, value.at, value.size);
    word[0] = (char)(word[0] | 0x20);
    return json_stringn(word, value.size);
}

static json_t *json_of_statement(const brat *b, const entity *e, bool *good)
{
    json_t *out = json_object(), *content = json_array();
    for (size_t i = 0; i < e->span_count; i++)
        if (json_array_append_new(content, json_of_span(b, e->spans[i], good)) != 0) *good = false;
    object_set(out, "id", json_integer((json_int_t)e->statement), good);
    object_set(out, "type", json_of_value(e->type), good);
    object_set(out, "kind", json_of_value(e->kind), good);
    object_set(out, "negated", json_boolean(e->negated), good);
    for (unsigned i = 0; i < ROLES; i++) object_set(out, roles[i].member, json_of_part(b, e->parts[i], i, good), good);
    object_set(out, "content", content, good);
    object_set(out, "speaker", json_of_speaker(e, good), good);
    object_set(out, "parent", e->parent != NULL ? json_integer((json_int_t)e->parent->statement) : json_null(), good);
    return out;
}

static json_t *json_of_document(const brat *b, const char *id, size_t text_size, entity *const *contents, size_t count)
{
    bool good = true;
    json_t *out = json_object(), *statements = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(statements, json_of_statement(b, contents[i], &good)) != 0) good = false;
    object_set(out, "id", json_string(id), &good);
    object_set(out, "text", json_stringn(b->text, text_size), &good);
    object_set(out, "statements", statements, &good);
    if (good) return out;
    json_decref(out);
    return NULL;
}

/* ---- the whole ---- */

static void brat__find_characters(brat *b, size_t text_size)
{
    b->byte_of = ARENA_ARRAY(b->arena, uint32_t, utf8_count(b->text, text_size) + 1);
    unsigned n;
    for (size_t at = 0; at < text_size; at += n) {
        utf8_decode(b->text + at, b->text + text_size, &n);
        b->byte_of[b->size++] = (uint32_t)at;
    }
    b->byte_of[b->size] = (uint32_t)text_size;
}

static bool brat__lines(brat *b, slice ann)
{
    while (ann.size > 0) {
        slice line = slice_take(&ann, '\n');
        b->line++;
        if (utf8_validate(line.at, line.size) != line.size) return brat__refuse(b, "is not UTF-8");
        if (!brat__line(b, line)) return false;
    }
    return true;
}

static int brat__read(brat *b, json_t **out, const char *id, size_t text_size, slice ann)
{
    if (utf8_validate(b->text, text_size) != text_size || utf8_validate(id, strlen(id)) != strlen(id))
        return brat__refuse(b, "the text is not UTF-8"), SELON_ERROR_INPUT;
    brat__find_characters(b, text_size);
    if (!brat__lines(b, ann) || !brat__sort(b) || !brat__tie(b)) return SELON_ERROR_INPUT;
    size_t count;
    entity *const *contents = brat__contents(b, &count);
    *out = json_of_document(b, id, text_size, contents, count);
    return *out != NULL ? SELON_OK : SELON_ERROR_MEMORY;
}

int brat_read(json_t **out, const char *id, const char *text, size_t text_size, const char *ann, size_t ann_size,
              const selon_allocator *allocator, brat_problem *problem)
{
    *out = NULL;
    *problem = (brat_problem){0};
    if (text_size >= UINT32_MAX / 4 || ann_size >= UINT32_MAX / 4) return SELON_ERROR_LIMIT;
    arena *a = arena_new(allocator, 1 << 16);
    if (a == NULL) return SELON_ERROR_MEMORY;
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return SELON_ERROR_MEMORY;
    }
    brat b = {.arena = a, .text = text_size > 0 ? text : "", .problem = problem};
    int error = brat__read(&b, out, id, text_size, (slice){ann, ann_size});
    arena_free(a);
    return error;
}
