/* SPDX-License-Identifier: Apache-2.0
 *
 * metadata.c - what a page says of itself: title, author, date, outlet,
 * address and language.
 *
 * Pages say the same thing several times, in vocabularies of different care.
 * Each find is offered with the rank of where it was found, and a field keeps
 * the best: JSON-LD, then Open Graph, microdata, <meta name=...> in its many
 * dialects, and last what the page shows (<time>, <title>). A find that cannot
 * be right (a date that is none, an address without a scheme, a language that
 * is no code) is refused, so that a worse-ranked but sound one gets through.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "input/page.h"

#define VALUE_LIMIT 1000
#define JSON_BUDGET ((size_t)2 << 20)

void metadata_begin(metadata *m, const selon_allocator *allocator)
{
    memset(m, 0, sizeof *m);
    m->allocator = *allocator;
    m->json_budget = JSON_BUDGET;
    m->json_searches = 32;
    for (int i = 0; i < FIELDS; i++) m->field[i].rank = RANK_NONE;
}

void metadata_release(metadata *m)
{
    for (int i = 0; i < FIELDS; i++)
        if (m->field[i].text != NULL) m->allocator.release(m->field[i].text, m->allocator.payload);
    memset(m->field, 0, sizeof m->field);
}

/* ---- dates ---- */

static bool digits(const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] < '0' || at[i] > '9') return false;
    return true;
}

static int number(const char *at, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) value = value * 10 + (at[i] - '0');
    return value;
}

static bool day_exists(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1000 || month < 1 || month > 12 || day < 1) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

/* The rest of an ISO 8601 time, "T10:00:00.5+02:00", as much of it as is one. */
static size_t date__time(const char *at, size_t size, char *out)
{
    size_t i = 0;
    if (size < 6 || (at[0] != 'T' && at[0] != 't' && at[0] != ' ') || !digits(at + 1, 2) || at[3] != ':') return 0;
    out[i++] = 'T';
    while (i < size && i < 30 && at[i] != '\0' && strchr("0123456789:.", at[i]) != NULL) out[i] = at[i], i++;
    if (i < size && at[i] == 'Z')
        out[i++] = 'Z';
    else if (size - i >= 5 && (at[i] == '+' || at[i] == '-') && digits(at + i + 1, 2)) {
        size_t zone = size - i >= 6 && at[i + 3] == ':' && digits(at + i + 4, 2) ? 6 : digits(at + i + 3, 2) ? 5 : 3;
        memcpy(out + i, at + i, zone);
        i += zone;
    }
    return i;
}

/* "Fri, 14 Nov 2025 10:00:00 GMT", as in feeds (RFC 822). */
static bool date__rfc822(const char *text, size_t size, char out[64])
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    size_t at = 0;
    while (at < size && (text[at] < '0' || text[at] > '9')) at++;
    size_t n = at + 1 < size && digits(text + at + 1, 1) ? 2 : 1;
    if (at > 12 || size < at + n + 9 || text[at + n] != ' ' || !digits(text + at + n + 5, 4)) return false;
    for (int month = 0; month < 12; month++) {
        if (strncasecmp(text + at + n + 1, months + month * 3, 3) != 0) continue;
        int year = number(text + at + n + 5, 4), day = number(text + at, n);
        if (!day_exists(year, month + 1, day)) return false;
        snprintf(out, 64, "%04d-%02d-%02d", year, month + 1, day);
        return true;
    }
    return false;
}

/* Reads 2025-11-14, 2025/11/14, 20251114, with or without a time, or an
 * RFC 822 date; writes ISO 8601. */
static bool date__normalise(const char *text, size_t size, char out[64])
{
    bool split = size >= 10 && digits(text, 4) && (text[4] == '-' || text[4] == '/') && digits(text + 5, 2) &&
                 text[7] == text[4] && digits(text + 8, 2);
    bool joined = !split && size >= 8 && digits(text, 8) && (size == 8 || !digits(text + 8, 1));
    if (!split && !joined) return date__rfc822(text, size, out);
    size_t used = split ? 10 : 8;
    int year = number(text, 4), month = number(text + (split ? 5 : 4), 2), day = number(text + (split ? 8 : 6), 2);
    if (!day_exists(year, month, day)) return false;
    int n = snprintf(out, 64, "%04d-%02d-%02d", year, month, day);
    out[(size_t)n + date__time(text + used, size - used, out + n)] = '\0';
    return true;
}

/* ---- the other fields ---- */

/* "fr-FR", "fr_FR" -> "fr". */
static bool language__normalise(const char *text, size_t size, char out[64])
{
    size_t n = 0;
    while (n < size && n < 4 && ((text[n] | 32) >= 'a' && (text[n] | 32) <= 'z')) out[n] = (char)(text[n] | 32), n++;
    out[n] = '\0';
    return (n == 2 || n == 3) && (n == size || text[n] == '-' || text[n] == '_' || text[n] == ',');
}

static bool is_address(const char *text, size_t size)
{
    return (size > 8 && strncasecmp(text, "https://", 8) == 0) || (size > 7 && strncasecmp(text, "http://", 7) == 0);
}

/* White space collapsed into `out`; no-break spaces count as text. */
static size_t text__clean(const char *text, size_t size, char out[VALUE_LIMIT + 1])
{
    size_t n = 0;
    bool space = false;
    for (size_t i = 0; i < size && n + 2 < VALUE_LIMIT; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= ' ' || c == 0x7F) {
            space = n > 0;
            continue;
        }
        if (space) out[n++] = ' ';
        space = false;
        out[n++] = (char)c;
    }
    n = utf8_validate(out, n); /* the limit may have cut a character */
    out[n] = '\0';
    return n;
}

static bool value__accept(metadata_field field, char value[VALUE_LIMIT + 1], size_t size)
{
    char normal[64];
    switch (field) {
    case FIELD_DATE:
        if (!date__normalise(value, size, normal)) return false;
        break;
    case FIELD_LANGUAGE:
        if (!language__normalise(value, size, normal)) return false;
        break;
    case FIELD_URL: return is_address(value, size);
    case FIELD_AUTHOR:
    case FIELD_OUTLET: return size > 1 && !is_address(value, size);
    default: return true;
    }
    memcpy(value, normal, strlen(normal) + 1);
    return true;
}

void metadata_offer(metadata *m, metadata_field field, unsigned rank, const char *text, size_t size)
{
    char value[VALUE_LIMIT + 1];
    if (rank >= m->field[field].rank || size == 0) return;
    size = text__clean(text, size, value);
    if (size == 0 || !value__accept(field, value, size)) return;
    size = strlen(value);
    char *copy = m->allocator.allocate(size + 1, m->allocator.payload);
    if (copy == NULL) {
        m->failed = true;
        return;
    }
    memcpy(copy, value, size + 1);
    if (m->field[field].text != NULL) m->allocator.release(m->field[field].text, m->allocator.payload);
    m->field[field].text = copy;
    m->field[field].rank = rank;
}

/* ---- tags ---- */

/* The dialects of <meta name= | property= | itemprop= | http-equiv=>. */
static const struct {
    const char *name;
    uint8_t field, rank;
} names[] = {
    {"og:title", FIELD_TITLE, RANK_OPEN_GRAPH},
    {"og:site_name", FIELD_OUTLET, RANK_OPEN_GRAPH},
    {"og:url", FIELD_URL, RANK_OPEN_GRAPH},
    {"og:locale", FIELD_LANGUAGE, RANK_META},
    {"og:article:published_time", FIELD_DATE, RANK_OPEN_GRAPH},
    {"og:article:author", FIELD_AUTHOR, RANK_OPEN_GRAPH},
    {"article:published_time", FIELD_DATE, RANK_OPEN_GRAPH},
    {"article:published", FIELD_DATE, RANK_OPEN_GRAPH},
    {"article:author", FIELD_AUTHOR, RANK_OPEN_GRAPH},
    {"datepublished", FIELD_DATE, RANK_MICRODATA},
    {"headline", FIELD_TITLE, RANK_MICRODATA},
    {"author", FIELD_AUTHOR, RANK_META},
    {"byl", FIELD_AUTHOR, RANK_META},
    {"parsely-author", FIELD_AUTHOR, RANK_META},
    {"sailthru.author", FIELD_AUTHOR, RANK_META},
    {"citation_author", FIELD_AUTHOR, RANK_META},
    {"dc.creator", FIELD_AUTHOR, RANK_META},
    {"dcterms.creator", FIELD_AUTHOR, RANK_META},
    {"dcsext.author", FIELD_AUTHOR, RANK_META},
    {"date", FIELD_DATE, RANK_META},
    {"pubdate", FIELD_DATE, RANK_META},
    {"publishdate", FIELD_DATE, RANK_META},
    {"publish-date", FIELD_DATE, RANK_META},
    {"publication_date", FIELD_DATE, RANK_META},
    {"publication-date", FIELD_DATE, RANK_META},
    {"publicationdate", FIELD_DATE, RANK_META},
    {"article.published", FIELD_DATE, RANK_META},
    {"parsely-pub-date", FIELD_DATE, RANK_META},
    {"sailthru.date", FIELD_DATE, RANK_META},
    {"citation_publication_date", FIELD_DATE, RANK_META},
    {"citation_date", FIELD_DATE, RANK_META},
    {"cxenseparse:recs:publishtime", FIELD_DATE, RANK_META},
    {"dc.date", FIELD_DATE, RANK_META},
    {"dc.date.issued", FIELD_DATE, RANK_META},
    {"dc.date.created", FIELD_DATE, RANK_META},
    {"dcterms.date", FIELD_DATE, RANK_META},
    {"dcterms.created", FIELD_DATE, RANK_META},
    {"dcterms.issued", FIELD_DATE, RANK_META},
    {"dc.title", FIELD_TITLE, RANK_META},
    {"dcterms.title", FIELD_TITLE, RANK_META},
    {"twitter:title", FIELD_TITLE, RANK_META},
    {"parsely-title", FIELD_TITLE, RANK_META},
    {"dc.publisher", FIELD_OUTLET, RANK_META},
    {"dcterms.publisher", FIELD_OUTLET, RANK_META},
    {"publisher", FIELD_OUTLET, RANK_META},
    {"application-name", FIELD_OUTLET, RANK_ELEMENT},
    {"dc.language", FIELD_LANGUAGE, RANK_META},
    {"dcterms.language", FIELD_LANGUAGE, RANK_META},
    {"content-language", FIELD_LANGUAGE, RANK_ELEMENT},
};

static void metadata__meta(metadata *m, const char *const *attributes)
{
    static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
    const char *content = attribute_find(attributes, "content");
    if (content == NULL) return;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const char *name = attribute_find(attributes, keys[k]);
        if (name == NULL) continue;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strcasecmp(name, names[i].name) == 0)
                metadata_offer(m, (metadata_field)names[i].field, names[i].rank, content, strlen(content));
    }
}

void metadata_tag(metadata *m, const tag_info *tag, const char *const *attributes)
{
    if (attributes == NULL) return;
    const char *value = NULL, *property = NULL;
    switch (tag->id) {
    case TAG_META: metadata__meta(m, attributes); break;
    case TAG_LINK:
        property = attribute_find(attributes, "rel");
        value = attribute_find(attributes, "href");
        if (property != NULL && value != NULL && strcasecmp(property, "canonical") == 0)
            metadata_offer(m, FIELD_URL, RANK_JSON_LD, value, strlen(value));
        break;
    case TAG_HTML:
        value = attribute_find(attributes, "lang");
        if (value == NULL) value = attribute_find(attributes, "xml:lang");
        if (value != NULL) metadata_offer(m, FIELD_LANGUAGE, RANK_OPEN_GRAPH, value, strlen(value));
        break;
    case TAG_TIME:
        value = attribute_find(attributes, "datetime");
        property = attribute_find(attributes, "itemprop");
        if (value == NULL) break;
        bool published = (property != NULL && strcmp(property, "datePublished") == 0) ||
                         attribute_find(attributes, "pubdate") != NULL;
        metadata_offer(m, FIELD_DATE, published ? RANK_MICRODATA : RANK_ELEMENT, value, strlen(value));
        break;
    default: break;
    }
}
