/* SPDX-License-Identifier: Apache-2.0
 *
 * fetch.c - see fetch.h. All the work is libcurl's; this file sets its bounds
 * and puts its errors into words.
 */
#include "fetch.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REDIRECTS 10L

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

/* "text/html; charset=utf-8" -> the charset. */
static void answer__take_charset(answer *got, const char *type)
{
    const char *at = type;
    do {
        at = strchr(at, ';');
        if (at == NULL) return;
        at += 1 + strspn(at + 1, " \t");
    } while (!type__begins(at, "charset="));
    at += strlen("charset=");
    if (*at == '"' || *at == '\'') at++;
    size_t n = strcspn(at, "\"'; \t");
    if (n >= sizeof got->charset) return;
    memcpy(got->charset, at, n);
    got->charset[n] = '\0';
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
    answer__take_charset(got, type);
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
        return problem_set(p, "more than %ld redirects; name the address they should lead to", REDIRECTS);
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

static void curl__set_bounds(CURL *curl, const char *address, double timeout, transfer *t, char *detail)
{
    long milliseconds = (long)(timeout * 1000);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); /* threads */
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl can undo */
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "selon/" SELON_VERSION);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, transfer__take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
}

bool fetch_page(answer *out, const char *address, double timeout, size_t limit, problem *p)
{
    *out = (answer){0};
    char detail[CURL_ERROR_SIZE] = "";
    transfer t = {.answer = out, .limit = limit};
    CURL *curl = curl_easy_init();
    if (curl == NULL) return problem_memory(p);
    curl__set_bounds(curl, address, timeout, &t, detail);
    CURLcode code = curl_easy_perform(curl);
    bool good = code == CURLE_OK ? true : curl__explain(curl, code, &t, timeout, detail, p);
    char *type = NULL, *final = NULL;
    if (good) {
        curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
        curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &final);
        out->address = strdup(final != NULL ? final : address);
        good = out->address != NULL ? answer__take_type(out, type, p) : problem_memory(p);
    }
    curl_easy_cleanup(curl);
    if (!good) answer_release(out);
    return good;
}
