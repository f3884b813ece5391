/* SPDX-License-Identifier: Apache-2.0
 *
 * reading.c - see reading.h.
 */
#include "room/reading.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/sha256.h"
#include "base/utf8.h"
#include "room/inside.h"
#include "room/page_fetch.h"
#include "room/view_query.h"

/* ---- what is given ---- */

static bool type__is(const request *q, const char *type)
{
    size_t size = strlen(type);
    if (q->content_type == NULL || strncasecmp(q->content_type, type, size) != 0) return false;
    return strchr(" ;", q->content_type[size]) != NULL;
}

/* Is the name one of these, each with a space before and behind it? */
static bool name__is_of(const char *known, const char *name)
{
    size_t size = strlen(name);
    const char *at = size > 0 && strchr(name, ' ') == NULL ? strstr(known, name) : NULL;
    while (at != NULL && (at[-1] != ' ' || at[size] != ' ')) at = strstr(at + 1, name);
    return at != NULL;
}

/* A field that is none of ours, or is there twice, is a slip of who wrote it, as in JSON. */
static int form__check(request *q)
{
    static const char known[] = " text url title author outlet date lang format seen csrf ";
    for (size_t i = 0; i < q->form.count; i++) {
        const char *name = q->form.items[i].name;
        if (!name__is_of(known, name))
            return request_fail(q, 400, "bad-request", "the form has an unknown field", NULL);
        for (size_t j = 0; j < i; j++)
            if (strcmp(q->form.items[j].name, name) == 0)
                return request_fail(q, 400, "bad-parameter", "it is there more than once", name);
    }
    return 0;
}

static int given__form(request *q, given_text *out)
{
    if (form__check(q) != 0) return q->problem.status;
    *out = (given_text){.bytes = request_field(q, "text"),
                        .address = request_field(q, "url"),
                        .title = request_field(q, "title"),
                        .author = request_field(q, "author"),
                        .outlet = request_field(q, "outlet"),
                        .date = request_field(q, "date"),
                        .lang = request_field(q, "lang"),
                        .charset = "utf-8"};
    const char *format = request_field(q, "format");
    if (out->bytes != NULL) out->size = strlen(out->bytes);
    if (format == NULL) return 0;
    out->format = strcmp(format, "html") == 0 ? SELON_INPUT_HTML : SELON_INPUT_TEXT;
    if (strcmp(format, "html") == 0 || strcmp(format, "text") == 0) return 0;
    return request_fail(q, 400, "bad-parameter", "it is text or html", "format");
}

/* A member's text in the arena; NULL where it is not there. False, with the problem set, where it is something else. */
static bool json__take(request *q, json_t *object, const char *name, const char **out, size_t *size)
{
    json_t *member = json_object_get(object, name);
    *out = NULL;
    if (member == NULL) return true;
    size_t length = json_string_length(member);
    char *copy = json_is_string(member) ? arena_try_alloc(q->arena, length + 1) : NULL;
    if (copy == NULL) {
        request_fail(q, 400, "bad-parameter", "it must be a string", NULL);
        q->problem.name = name;
        return false;
    }
    memcpy(copy, json_string_value(member), length + 1);
    if (length > 0) *out = copy;
    if (size != NULL) *size = length;
    return true;
}

/* A member that is none of ours is a slip of who wrote it. */
static bool json__known(request *q, json_t *object)
{
    static const char known[] = " text html url title author outlet date lang ";
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (name__is_of(known, name)) continue;
        request_fail(q, 400, "bad-request", "the body has an unknown member", NULL);
        return false;
    }
    return true;
}

static bool json__all(request *q, json_t *object, given_text *out)
{
    const char *html;
    size_t html_size = 0;
    bool good = json__known(q, object) && json__take(q, object, "text", &out->bytes, &out->size) &&
                json__take(q, object, "html", &html, &html_size) && json__take(q, object, "url", &out->address, NULL) &&
                json__take(q, object, "title", &out->title, NULL) &&
                json__take(q, object, "author", &out->author, NULL) &&
                json__take(q, object, "outlet", &out->outlet, NULL) &&
                json__take(q, object, "date", &out->date, NULL) && json__take(q, object, "lang", &out->lang, NULL);
    if (!good) return false;
    bool text = json_object_get(object, "text") != NULL, page = json_object_get(object, "html") != NULL;
    if (text && page) {
        request_fail(q, 400, "bad-parameter", "there is a text, too", "html");
        return false;
    }
    if ((text && out->bytes == NULL) || (page && html == NULL)) {
        request_fail(q, 422, "nothing-given", "it is empty", text ? "text" : "html");
        return false;
    }
    if (!page) return true;
    out->bytes = html;
    out->size = html_size;
    out->format = SELON_INPUT_HTML;
    return true;
}

static int given__json(request *q, const char *text, size_t size, given_text *out)
{
    json_error_t error;
    *out = (given_text){.charset = "utf-8", .format = SELON_INPUT_TEXT};
    json_t *object = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(object)) {
        json_decref(object);
        return request_fail(q, 400, "bad-request", "the body is no object of JSON", NULL);
    }
    bool good = json__all(q, object, out);
    json_decref(object);
    return good ? 0 : q->problem.status;
}

/* The body is the text; what is known of it is in the address. */
static int given__as_it_is(request *q, given_text *out, selon_input_format format)
{
    const char *charset = strstr(q->content_type, "charset=");
    *out = (given_text){.bytes = q->body, .size = q->body_size, .format = format};
    if (charset != NULL) {
        charset += strlen("charset=");
        if (*charset == '"') charset++;
        out->charset = arena_strndup(q->arena, charset, strcspn(charset, "\"; "));
    }
    return 0;
}

static int known__check(request *q, const char *name, const char *value)
{
    int32_t day;
    if (value == NULL) return 0;
    if (strcmp(name, "url") == 0 ? !request_is_address(value) : !request_is_line(value))
        return request_fail(q, 400, "bad-parameter", "it is too long, or holds control characters", name);
    if (strcmp(name, "date") == 0 && (strlen(value) != 10 || !view_day_parse(value, false, &day)))
        return request_fail(q, 400, "bad-parameter", "it must be a day, as 2025-11-14", name);
    if (strcmp(name, "lang") == 0 && (strlen(value) != 2 || strspn(value, "abcdefghijklmnopqrstuvwxyz") != 2))
        return request_fail(q, 400, "bad-parameter", "it must be a code of two letters", name);
    if (strcmp(name, "url") == 0 && strncasecmp(value, "http://", 7) != 0 && strncasecmp(value, "https://", 8) != 0)
        return request_fail(q, 400, "bad-parameter", "it must be an address of the web, http:// or https://", name);
    return 0;
}

/* What the body does not say may stand in the address. */
static int given__check(request *q, given_text *g)
{
    const struct {
        const char *name, **value;
    } all[] = {{"title", &g->title}, {"author", &g->author}, {"outlet", &g->outlet},
               {"date", &g->date},   {"lang", &g->lang},     {"url", &g->address}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *value = request_value(q, all[i].name);
        int status = known__check(q, all[i].name, value);
        if (status == 0) status = known__check(q, all[i].name, *all[i].value);
        if (status != 0) return status;
        if (*all[i].value == NULL) *all[i].value = value;
    }
    g->asked = g->address;
    if ((g->bytes == NULL || g->size == 0) && g->address == NULL)
        return request_fail(q, 422, "nothing-given", "neither a text nor an address is given", NULL);
    return 0;
}

int reading_take_json(request *q, const char *text, size_t size, given_text *out)
{
    int status = given__json(q, text, size, out);
    return status == 0 ? given__check(q, out) : status;
}

int reading_take(request *q, given_text *out)
{
    int status;
    if (type__is(q, "application/x-www-form-urlencoded"))
        status = given__form(q, out);
    else if (type__is(q, "application/json"))
        status = given__json(q, q->body, q->body_size, out);
    else if (type__is(q, "text/plain"))
        status = given__as_it_is(q, out, SELON_INPUT_TEXT);
    else if (type__is(q, "text/html"))
        status = given__as_it_is(q, out, SELON_INPUT_HTML);
    else
        status = request_fail(q, 415, "bad-type", "it is a form, JSON, text/plain or text/html that can be read", NULL);
    return status == 0 ? given__check(q, out) : status;
}

/* ---- reading it ---- */

void reading_seen(const selon_document *doc, char out[READING_SEEN])
{
    uint8_t hash[SHA256_SIZE];
    size_t size;
    const char *text = selon_document_text(doc, &size);
    sha256(text != NULL ? text : "", text != NULL ? size : 0, hash);
    for (size_t i = 0; i < SHA256_SIZE; i++) snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static const selon_engine *reading__engine(room *r)
{
    if (r->options.engine != NULL) return r->options.engine;
    pthread_mutex_lock(&r->engine_lock);
    if (r->engine == NULL) selon_engine_open(&r->engine, NULL);
    const selon_engine *engine = r->engine;
    pthread_mutex_unlock(&r->engine_lock);
    return engine;
}

int reading_read(request *q, given_text *given, const selon_document **out)
{
    const selon_engine *engine = reading__engine(q->room);
    selon_read_options options = selon_read_options_default();
    const char *bytes = given->bytes;
    size_t size = given->size;
    if (engine == NULL) return request_fail(q, 503, "no-memory", NULL, NULL);
    if (bytes == NULL || size == 0) {
        fetched_page page;
        int status = page_fetch(q, given->address, &page);
        if (status != 0) return status;
        bytes = page.bytes;
        size = page.size;
        given->fetched = true;
        given->address = page.address;
        given->charset = page.charset;
        given->format = page.html ? SELON_INPUT_HTML : SELON_INPUT_AUTO;
    }
    options.format = given->format;
    options.language = given->lang;
    options.charset = given->charset;
    options.date = given->date;
    options.title = given->title;
    options.outlet = given->outlet;
    options.url = given->address;
    options.fallback_author = given->author;
    options.max_bytes = REQUEST_BODY * 2;
    int error = selon_read(&q->desk->document, engine, bytes, size, &options);
    *out = q->desk->document;
    if (error == SELON_OK) return 0;
    if (error == SELON_ERROR_MEMORY) return request_fail(q, 503, "no-memory", NULL, NULL);
    return request_fail(q, 422, "unreadable", selon_error_message(error), NULL);
}
