/* SPDX-License-Identifier: Apache-2.0
 *
 * json_ld.c - metadata from <script type="application/ld+json">.
 *
 * schema.org data come as one object, as an array, or as an object whose
 * "@graph" is an array; articles are objects whose "@type" ends in "Article"
 * or "Posting" (NewsArticle, ReportageNewsArticle, BlogPosting, ...). Objects
 * of the page (WebPage) and the site (WebSite, Organization) fill in with a
 * lower rank. An author or publisher may be a string, an object with a name, a
 * reference {"@id": ...} to another object of the graph, or an array of these.
 *
 * Only two levels below the top are looked at, so the depth of the JSON does
 * not matter here (jansson has its own limit). Control characters, which
 * pages write raw into strings though JSON forbids them, become spaces before
 * jansson sees them. Character references within strings are decoded, since
 * many pages escape twice.
 */
#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

#include "input/page.h"

#define TEXT_LIMIT 2000
#define AUTHOR_LIMIT 20

/* ---- strings ---- */

/* The code point of the reference "&...;" at `at`; *size is its length. 0 when
 * it is none. */
static uint32_t reference__decode(const char *at, size_t *size)
{
    char name[12];
    const char *stop = memchr(at, ';', strnlen(at, sizeof name));
    if (stop == NULL || stop - at < 2) return 0;
    size_t n = (size_t)(stop - at) - 1;
    memcpy(name, at + 1, n);
    name[n] = '\0';
    *size = n + 2;
    if (strcmp(name, "apos") == 0) return '\'';
    if (name[0] == '#') {
        bool hex = name[1] == 'x' || name[1] == 'X';
        unsigned long cp = strtoul(name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
        return cp <= 0x10FFFF ? (uint32_t)cp : 0;
    }
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
    return entity != NULL ? entity->value : 0;
}

static void text__add(buffer *out, const char *text)
{
    for (; *text != '\0' && out->size < TEXT_LIMIT; text++) {
        size_t size = 0;
        uint32_t cp = *text == '&' ? reference__decode(text, &size) : 0;
        if (cp != 0) {
            buffer_put_code_point(out, cp);
            text += size - 1;
        } else {
            buffer_putc(out, *text);
        }
    }
}

static void metadata__offer_json(metadata *m, metadata_field field, unsigned rank, const char *text)
{
    if (text == NULL || rank >= m->field[field].rank) return;
    buffer decoded = buffer_new(&m->allocator);
    text__add(&decoded, text);
    if (decoded.failed)
        m->failed = true;
    else
        metadata_offer(m, field, rank, decoded.bytes, decoded.size);
    buffer_release(&decoded);
}

/* ---- objects ---- */

static const char *string_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* The object of the graph with this "@id" and a name. */
static const json_t *graph__find(metadata *m, const json_t *graph, const char *id)
{
    size_t i;
    if (m->json_searches == 0) return NULL; /* each is linear in the graph */
    m->json_searches--;
    const json_t *object;
    json_array_foreach(graph, i, object)
    {
        const char *other = string_of(object, "@id");
        if (other != NULL && strcmp(other, id) == 0 && string_of(object, "name") != NULL) return object;
    }
    return NULL;
}

static const char *name_of(metadata *m, const json_t *value, const json_t *graph)
{
    if (json_is_string(value)) return json_string_value(value);
    const char *name = string_of(value, "name"), *id = string_of(value, "@id");
    if (name == NULL && id != NULL) name = string_of(graph__find(m, graph, id), "name");
    return name;
}

/* A name, or several joined by ", ". */
static void metadata__offer_names(metadata *m, metadata_field field, unsigned rank, const json_t *value,
                                  const json_t *graph)
{
    if (!json_is_array(value)) {
        metadata__offer_json(m, field, rank, name_of(m, value, graph));
        return;
    }
    buffer joined = buffer_new(&m->allocator);
    for (size_t i = 0; i < json_array_size(value) && i < AUTHOR_LIMIT; i++) {
        const char *name = name_of(m, json_array_get(value, i), graph);
        if (name == NULL) continue;
        if (joined.size > 0) buffer_puts(&joined, ", ");
        buffer_puts(&joined, name);
    }
    buffer_putc(&joined, '\0');
    if (joined.failed)
        m->failed = true;
    else
        metadata__offer_json(m, field, rank, joined.bytes);
    buffer_release(&joined);
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n >= k && strcmp(text + n - k, end) == 0;
}

static bool object__is(const json_t *object, const char *suffix)
{
    const json_t *type = json_object_get(object, "@type");
    if (json_is_string(type)) return ends_in(json_string_value(type), suffix);
    for (size_t i = 0; i < json_array_size(type) && i < 8; i++) {
        const char *one = json_string_value(json_array_get(type, i));
        if (one != NULL && ends_in(one, suffix)) return true;
    }
    return false;
}

static const char *language_of(const json_t *object)
{
    const json_t *value = json_object_get(object, "inLanguage");
    if (json_is_string(value)) return json_string_value(value);
    return string_of(value, "alternateName"); /* {"@type": "Language"} */
}

static void article__read(metadata *m, const json_t *object, const json_t *graph)
{
    const char *headline = string_of(object, "headline");
    metadata__offer_json(m, FIELD_TITLE, RANK_JSON_LD, headline != NULL ? headline : string_of(object, "name"));
    metadata__offer_json(m, FIELD_DATE, RANK_JSON_LD, string_of(object, "datePublished"));
    metadata__offer_json(m, FIELD_DATE, RANK_META, string_of(object, "dateCreated"));
    metadata__offer_json(m, FIELD_LANGUAGE, RANK_JSON_LD, language_of(object));
    metadata__offer_names(m, FIELD_AUTHOR, RANK_JSON_LD, json_object_get(object, "author"), graph);
    metadata__offer_names(m, FIELD_OUTLET, RANK_JSON_LD, json_object_get(object, "publisher"), graph);
    const json_t *of = json_object_get(object, "mainEntityOfPage");
    metadata__offer_json(m, FIELD_URL, RANK_META, json_is_string(of) ? json_string_value(of) : string_of(of, "@id"));
    metadata__offer_json(m, FIELD_URL, RANK_META, string_of(object, "url"));
}

static void object__read(metadata *m, const json_t *object, const json_t *graph)
{
    if (object__is(object, "Article") || object__is(object, "Posting")) {
        article__read(m, object, graph);
    } else if (object__is(object, "WebPage")) {
        metadata__offer_json(m, FIELD_DATE, RANK_JSON_LD_PAGE, string_of(object, "datePublished"));
        metadata__offer_json(m, FIELD_LANGUAGE, RANK_JSON_LD_PAGE, language_of(object));
        const json_t *main_entity = json_object_get(object, "mainEntity");
        if (object__is(main_entity, "Article")) article__read(m, main_entity, graph);
    } else if (object__is(object, "WebSite") || object__is(object, "Organization")) {
        metadata__offer_json(m, FIELD_OUTLET, RANK_JSON_LD_PAGE, string_of(object, "name"));
    }
}

static void document__read(metadata *m, const json_t *top)
{
    size_t i, k;
    const json_t *object, *node;
    if (!json_is_array(top)) {
        const json_t *graph = json_object_get(top, "@graph");
        if (json_is_object(graph)) object__read(m, graph, NULL);
        json_array_foreach(graph, i, node) object__read(m, node, graph);
        object__read(m, top, graph);
        return;
    }
    json_array_foreach(top, i, object)
    {
        const json_t *graph = json_object_get(object, "@graph");
        json_array_foreach(graph, k, node) object__read(m, node, graph);
        object__read(m, object, top);
    }
}

/* ---- the script ---- */

void metadata_json_ld(metadata *m, const char *bytes, size_t size)
{
    if (size > m->json_budget) return;
    m->json_budget -= size;
    /* Some wrap it in a comment or in CDATA. */
    while (size > 0 && *bytes != '{' && *bytes != '[') bytes++, size--;
    if (size > 8 && memcmp(bytes, "[CDATA[", 7) == 0)
        for (bytes += 7, size -= 7; size > 0 && *bytes != '{' && *bytes != '[';) bytes++, size--;
    while (size > 0 && bytes[size - 1] != '}' && bytes[size - 1] != ']') size--;
    if (size == 0) return;
    char *copy = m->allocator.allocate(size, m->allocator.payload);
    if (copy == NULL) {
        m->failed = true;
        return;
    }
    for (size_t i = 0; i < size; i++) copy[i] = (unsigned char)bytes[i] < ' ' ? ' ' : bytes[i];
    json_t *top = json_loadb(copy, size, JSON_DISABLE_EOF_CHECK, NULL);
    m->allocator.release(copy, m->allocator.payload);
    if (top == NULL) return;
    document__read(m, top);
    json_decref(top);
}
