/* SPDX-License-Identifier: Apache-2.0
 *
 * fetch.c - see fetch.h. All the work is libcurl's; this file sets its bounds
 * and puts its errors into words.
 */
#include "fetch.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "input/http.h"

typedef struct transfer {
    answer *answer;
    size_t limit;
    bool too_large, no_memory;
} transfer;

bool fetch_begin(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

void fetch_end(void)
{
    curl_global_cleanup();
}

void answer_release(answer *got)
{
    free(got->bytes);
    free(got->address);
    free(got->moved);
    *got = (answer){0};
}

/* libcurl's write callback: any number but `n` ends the transfer. */
static size_t transfer__take(char *bytes, size_t one, size_t n, void *payload)
{
    transfer *t = payload;
    answer *got = t->answer;
    (void)one;
    if (n > t->limit - got->size) {
        t->too_large = true;
        return 0;
    }
    if (n >= got->capacity - got->size) {
        size_t capacity = got->capacity ? got->capacity : 16384;
        while (capacity - got->size <= n) capacity *= 2;
        char *grown = realloc(got->bytes, capacity);
        if (grown == NULL) {
            t->no_memory = true;
            return 0;
        }
        got->bytes = grown;
        got->capacity = capacity;
    }
    memcpy(got->bytes + got->size, bytes, n);
    got->size += n;
    got->bytes[got->size] = '\0';
    return n;
}

static bool type__begins(const char *type, const char *with)
{
    return strncasecmp(type, with, strlen(with)) == 0;
}

/* What the header says the answer is; false for what cannot be an article. */
static bool answer__take_type(answer *got, const char *type, problem *p)
{
    static const char *const refused[] = {"image/", "audio/", "video/", "font/", "application/pdf", "application/zip"};
    got->format = SELON_INPUT_AUTO;
    if (type == NULL) return true;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (type__begins(type, refused[i]))
            return problem_set(p, "the server sent %.100s; Selon reads text and HTML pages", type);
    if (type__begins(type, "text/html") || type__begins(type, "application/xhtml")) got->format = SELON_INPUT_HTML;
    if (type__begins(type, "text/plain")) got->format = SELON_INPUT_TEXT;
    http_charset(type, strlen(type), got->charset);
    return true;
}

static bool curl__explain(CURL *curl, CURLcode code, const transfer *t, double timeout, const char *detail, problem *p)
{
    char words[32];
    long status = 0;
    if (t->no_memory || code == CURLE_OUT_OF_MEMORY) return problem_memory(p);
    if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
        return problem_set(p, "the answer is larger than %s; allow more with --max-size", size_words(words, t->limit));
    switch (code) {
    case CURLE_TOO_MANY_REDIRECTS:
        return problem_set(p, "more than %d redirects; name the address they should lead to", FETCH_REDIRECTS);
    case CURLE_OPERATION_TIMEDOUT:
        return problem_set(p, "no complete answer within %g s; allow more with --timeout, or try later", timeout);
    case CURLE_UNSUPPORTED_PROTOCOL: /* also libcurl's word for an answer without HTTP's first line */
        return strstr(detail, "HTTP/0.9") != NULL
                   ? problem_set(p, "cannot be fetched: what answers there is no web server")
                   : problem_set(p, "only http:// and https:// addresses can be read");
    case CURLE_URL_MALFORMAT: return problem_set(p, "is not a well-formed address");
    case CURLE_COULDNT_RESOLVE_HOST: return problem_set(p, "no such host; check the address and the connection");
    case CURLE_COULDNT_CONNECT: return problem_set(p, "the server does not answer; check the address, or try later");
    case CURLE_BAD_CONTENT_ENCODING: return problem_set(p, "the server sent broken compressed data; try again");
    case CURLE_PARTIAL_FILE: return problem_set(p, "the answer was cut off; try again");
    case CURLE_HTTP_RETURNED_ERROR:
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        return problem_set(p, "the server answered %ld%s; check the address", status,
                           status == 404   ? " (not found)"
                           : status == 403 ? " (forbidden)"
                           : status >= 500 ? " (its own error)"
                                           : "");
    default: return problem_set(p, "cannot be fetched: %s", *detail ? detail : curl_easy_strerror(code));
    }
}

/* ---- headers ---- */

/* "Name: value\r\n" -> the value, when it is this one and fits. */
static bool header__value(const char *line, size_t size, const char *name, char *out, size_t room)
{
    size_t n = strlen(name);
    if (size <= n || strncasecmp(line, name, n) != 0 || line[n] != ':') return false;
    line += n + 1;
    size -= n + 1;
    while (size > 0 && (*line == ' ' || *line == '\t')) line++, size--;
    while (size > 0 && (line[size - 1] == '\r' || line[size - 1] == '\n' || line[size - 1] == ' ')) size--;
    if (size >= room) return false;
    memcpy(out, line, size);
    out[size] = '\0';
    return true;
}

/* "120", or a date. */
static double retry__seconds(const char *value)
{
    char *stop;
    double seconds = strtod(value, &stop);
    if (stop == value) {
        time_t when = curl_getdate(value, NULL);
        seconds = when != (time_t)-1 ? difftime(when, time(NULL)) : 0;
    }
    return seconds > 0 && seconds < 1e9 ? seconds : 0;
}

/* libcurl calls this for each header line, also of redirects. */
static size_t header__take(char *line, size_t one, size_t size, void *payload)
{
    answer *got = payload;
    char value[128];
    (void)one;
    if (size >= 5 && memcmp(line, "HTTP/", 5) == 0) { /* another answer begins */
        got->etag[0] = got->modified[0] = '\0';
        got->retry_after = 0;
    }
    header__value(line, size, "ETag", got->etag, sizeof got->etag);
    header__value(line, size, "Last-Modified", got->modified, sizeof got->modified);
    if (header__value(line, size, "Retry-After", value, sizeof value)) got->retry_after = retry__seconds(value);
    return size;
}

static int transfer__go_on(void *payload, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const fetch_request *request = payload;
    (void)a, (void)b, (void)c, (void)d;
    return request->stop != NULL && *request->stop;
}

/* If-None-Match and If-Modified-Since. NULL also when there are none. */
static struct curl_slist *request__headers(const fetch_request *request)
{
    char line[320];
    struct curl_slist *list = NULL;
    if (request->etag != NULL && request->etag[0] != '\0') {
        snprintf(line, sizeof line, "If-None-Match: %s", request->etag);
        list = curl_slist_append(list, line);
    }
    if (request->modified != NULL && request->modified[0] != '\0') {
        snprintf(line, sizeof line, "If-Modified-Since: %s", request->modified);
        list = curl_slist_append(list, line);
    }
    return list;
}

/* ---- fetching ---- */

static void curl__set_bounds(CURL *curl, const fetch_request *request, transfer *t, char *detail)
{
    long milliseconds = (long)(request->timeout * 1000);
    curl_easy_setopt(curl, CURLOPT_URL, request->address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request->follow == NULL ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); /* threads */
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl can undo */
    curl_easy_setopt(curl, CURLOPT_USERAGENT, FETCH_AGENT "/" SELON_VERSION);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, transfer__take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, header__take);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, t->answer);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    if (request->stop == NULL) return;
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, transfer__go_on);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)request);
}

/* Is it worth trying again in a while? */
static bool code__is_passing(CURLcode code, long status)
{
    switch (code) {
    case CURLE_HTTP_RETURNED_ERROR: return status == 429 || status == 408 || (status >= 500 && status != 501);
    case CURLE_OUT_OF_MEMORY:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return true;
    default: return false;
    }
}

/* Goes from redirect to redirect as long as the one who asks wants that. */
static CURLcode curl__perform(CURL *curl, const fetch_request *request, answer *out)
{
    for (int hops = 0;; hops++) {
        char *to = NULL;
        CURLcode code = curl_easy_perform(curl);
        if (code != CURLE_OK || request->follow == NULL) return code;
        curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to);
        if (to == NULL) return code;
        if (hops == FETCH_REDIRECTS) return CURLE_TOO_MANY_REDIRECTS;
        if ((out->moved = strdup(to)) == NULL) return CURLE_OUT_OF_MEMORY;
        if (!request->follow(out->moved, request->follow_payload)) return code;
        code = curl_easy_setopt(curl, CURLOPT_URL, out->moved); /* it keeps a copy */
        free(out->moved);
        out->moved = NULL;
        if (code != CURLE_OK) return code;
        out->size = 0; /* what the redirect itself had to say */
    }
}

bool fetch(answer *out, const fetch_request *request, problem *p)
{
    *out = (answer){0};
    char detail[CURL_ERROR_SIZE] = "";
    transfer t = {.answer = out, .limit = request->limit};
    CURL *curl = curl_easy_init();
    if (curl == NULL) return problem_memory(p);
    struct curl_slist *headers = request__headers(request);
    curl__set_bounds(curl, request, &t, detail);
    if (headers != NULL) curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl__perform(curl, request, out);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
    bool good = code == CURLE_OK ? true : curl__explain(curl, code, &t, request->timeout, detail, p);
    out->passing = !good && (t.no_memory || code__is_passing(code, out->status));
    char *type = NULL, *final = NULL;
    if (good) {
        curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
        curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &final);
        out->address = strdup(final != NULL ? final : request->address);
        good = out->address == NULL ? problem_memory(p) : out->moved != NULL ? true : answer__take_type(out, type, p);
    }
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    if (!good) {
        answer failed = {.status = out->status, .retry_after = out->retry_after, .passing = out->passing};
        answer_release(out);
        *out = failed;
    }
    return good;
}

bool fetch_page(answer *out, const char *address, double timeout, size_t limit, problem *p)
{
    fetch_request request = {.address = address, .timeout = timeout, .limit = limit};
    return fetch(out, &request, p);
}
