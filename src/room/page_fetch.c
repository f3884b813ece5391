/* SPDX-License-Identifier: Apache-2.0
 *
 * page_fetch.c - see page_fetch.h.
 *
 * Whoever may post an address makes this machine ask for it. So it goes to the
 * public internet only, whatever the address looks like: curl calls
 * fetch__socket() with each address it is about to connect to, after names have
 * been resolved and for each redirection anew; there is no moment between the
 * question and the connection in which a name could change its mind. No proxy,
 * no cookies, no passwords, no other protocols, no other ports.
 */
#include "room/page_fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "room/inside.h"
#include "room/network.h"

#define FETCH_SECONDS 20
#define FETCH_REDIRECTS 5
#define FETCH_BYTES (8u << 20)

typedef struct fetching {
    request *q;
    fetched_page *page;
    buffer *body;
    bool refused, too_large;
    struct timespec since;
} fetching;

static curl_socket_t fetch__socket(void *payload, curlsocktype purpose, struct curl_sockaddr *address)
{
    fetching *f = payload;
    (void)purpose;
    if (!f->q->room->options.fetch_private && !network_is_public(&address->addr)) {
        f->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t fetch__take(char *bytes, size_t size, size_t count, void *payload)
{
    fetching *f = payload;
    size_t all = size * count;
    f->too_large = f->body->size + all > FETCH_BYTES;
    if (f->too_large) return 0;
    buffer_append(f->body, bytes, all);
    return f->body->failed ? 0 : all;
}

static int fetch__progress(void *payload, curl_off_t all, curl_off_t now, curl_off_t up_all, curl_off_t up)
{
    fetching *f = payload;
    (void)all;
    (void)now;
    (void)up_all;
    (void)up;
    return desk_is_over(f->q->desk) ? 1 : 0;
}

/* Is the host this machine, or an address that is not everybody's? That can be told without asking anybody about a
 * name, so that the answer gives nothing away; curl has brought 0x7f.1 and its like into the usual form by now. */
static bool host__is_refused(const char *host)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    char bare[INET6_ADDRSTRLEN];
    size_t size = strlen(host), tail = strlen(".localhost");
    if (strcasecmp(host, "localhost") == 0 || (size > tail && strcasecmp(host + size - tail, ".localhost") == 0))
        return true;
    if (inet_pton(AF_INET, host, &four.sin_addr) == 1) return !network_is_public((struct sockaddr *)&four);
    if (host[0] != '[') return false;
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(host + 1, "]%"), host + 1);
    return inet_pton(AF_INET6, bare, &six.sin6_addr) != 1 || !network_is_public((struct sockaddr *)&six);
}

static bool address__is_refused(CURLU *u)
{
    char *host = NULL;
    bool refused = curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK && host__is_refused(host);
    curl_free(host);
    return refused;
}

/* Is the port one that pages are served at? Else this would be a way to knock at any door. */
static bool address__has_good_port(CURLU *u)
{
    char *port = NULL, *user = NULL, *scheme = NULL;
    bool good = curl_url_get(u, CURLUPART_PORT, &port, 0) == CURLUE_NO_PORT ||
                (port != NULL && (strcmp(port, "80") == 0 || strcmp(port, "443") == 0));
    good = good && curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_NO_USER;
    good = good && curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
           (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
    curl_free(port);
    curl_free(user);
    curl_free(scheme);
    return good;
}

static int address__check(request *q, const char *address)
{
    CURLU *u = curl_url();
    if (u == NULL) return request_fail(q, 503, "no-memory", NULL, NULL);
    bool web = strncasecmp(address, "http://", 7) == 0 || strncasecmp(address, "https://", 8) == 0;
    bool good = web && curl_url_set(u, CURLUPART_URL, address, 0) == CURLUE_OK &&
                (q->room->options.fetch_private || address__has_good_port(u));
    bool refused = good && !q->room->options.fetch_private && address__is_refused(u);
    curl_url_cleanup(u);
    if (refused)
        return request_fail(q, 422, "address-refused", "nothing is fetched from this machine's network", "url");
    if (good) return 0;
    return request_fail(q, 400, "bad-parameter", "it must be an address of the web, http:// or https://", "url");
}

/* All steps together have FETCH_SECONDS. */
static long fetch__left(const fetching *f)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long left = FETCH_SECONDS * 1000 - (long)(now.tv_sec - f->since.tv_sec) * 1000 -
                (now.tv_nsec - f->since.tv_nsec) / 1000000;
    return left > 1 ? left : 1;
}

static void fetch__set_up(CURL *c, fetching *f, const char *address)
{
    curl_easy_setopt(c, CURLOPT_URL, address);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, 0L);
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, fetch__left(f));
    curl_easy_setopt(c, CURLOPT_MAXFILESIZE, (long)FETCH_BYTES);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_USERAGENT, "Selon/" SELON_VERSION);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, fetch__socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, f);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, fetch__take);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, fetch__progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, f);
}

/* What was asked of us is right; whom we asked has not answered, or not with a page. */
static int fetch__failed(request *q, const char *detail)
{
    return request_fail(q, 502, "fetch-failed", arena_strndup(q->arena, detail, strlen(detail)), "url");
}

/* Whether a name is not there, leads into our network, or does not answer is not told apart: who may not fetch what
 * lies there may not learn either which names there are. */
static int fetch__broke_off(const fetching *f, CURLcode error)
{
    bool hidden = f->refused || error == CURLE_COULDNT_RESOLVE_HOST || error == CURLE_COULDNT_CONNECT ||
                  error == CURLE_OPERATION_TIMEDOUT;
    if (hidden && !f->q->room->options.fetch_private)
        return fetch__failed(f->q, "nothing that may be fetched answers there");
    return fetch__failed(f->q, f->too_large ? "the page is too large" : curl_easy_strerror(error));
}

/* What Content-Type says. */
static void fetch__type(fetching *f, const char *type)
{
    const char *charset = type != NULL ? strstr(type, "charset=") : NULL;
    f->page->html = type == NULL || strstr(type, "html") != NULL;
    if (charset == NULL) return;
    charset += strlen("charset=");
    if (*charset == '"') charset++;
    f->page->charset = arena_strndup(f->q->arena, charset, strcspn(charset, "\"; "));
}

/* One step: *next is where it leads on; NULL: it is there. */
static int fetch__once(fetching *f, CURL *c, const char *address, const char **next)
{
    request *q = f->q;
    char *to = NULL, *type = NULL;
    long status = 0;
    *next = NULL;
    f->body->size = 0;
    fetch__set_up(c, f, address);
    CURLcode error = curl_easy_perform(c);
    if (error != CURLE_OK) return fetch__broke_off(f, error);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &to);
    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
    if (status >= 300 && status < 400 && to != NULL) {
        *next = arena_strndup(q->arena, to, strlen(to));
        return 0;
    }
    if (status != 200) return fetch__failed(q, "the page is not there");
    f->page->address = arena_strndup(q->arena, address, strlen(address));
    fetch__type(f, type);
    return 0;
}

/* Curl's handle would be lost if the arena jumped: it is kept at the desk, and cleaned for each use. */
int page_fetch(request *q, const char *address, fetched_page *out)
{
    desk *d = q->desk;
    fetching f = {.q = q, .page = out, .body = &d->scratch};
    *out = (fetched_page){0};
    int status = 0;
    clock_gettime(CLOCK_MONOTONIC, &f.since);
    if (d->curl == NULL) d->curl = curl_easy_init();
    if (d->curl == NULL) return request_fail(q, 503, "no-memory", NULL, NULL);
    for (int i = 0; i <= FETCH_REDIRECTS && status == 0 && address != NULL; i++) {
        curl_easy_reset(d->curl);
        status = address__check(q, address);
        if (status == 400 && i > 0) status = fetch__failed(q, "it leads to what is no address of the web");
        if (status == 0) status = fetch__once(&f, d->curl, address, &address);
    }
    if (status == 0 && address != NULL) status = fetch__failed(q, "it leads on and on");
    out->bytes = d->scratch.bytes != NULL ? d->scratch.bytes : "";
    out->size = d->scratch.size;
    return status;
}
