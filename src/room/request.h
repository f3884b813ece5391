/* SPDX-License-Identifier: Apache-2.0
 *
 * request.h - what somebody asked the room for: parsed, limited, decoded.
 *
 * A request is made from the bytes of its first line and headers and lives in
 * an arena of its own. Nothing of it is trusted: what is not well-formed is
 * refused here, so that what the views see is UTF-8 without control characters
 * and of a known length.
 */
#ifndef SELON_ROOM_REQUEST_H
#define SELON_ROOM_REQUEST_H

#include "base/arena.h"
#include "ledger/ledger.h"
#include "room/views.h"

#define REQUEST_URI 32768     /* bytes of an address; more is 414 */
#define REQUEST_PARAMETERS 64 /* more is 400 */
#define REQUEST_VALUE 200     /* characters of one value in an address, or of what is known of a text */
#define REQUEST_ADDRESS 2000  /* of a value that is an address itself */
#define REQUEST_BODY (8u << 20)
#define REQUEST_FORM (64u << 10) /* of others */

#define REQUEST_ID 1000000000000000 /* the greatest number that anybody may ask for */

typedef enum request_method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER } request_method;

typedef struct parameter {
    const char *name, *value; /* decoded, NUL-terminated, without NUL inside */
    size_t size;              /* of the value */
} parameter;

typedef struct parameters {
    const parameter *items;
    size_t count;
} parameters;

struct room;
struct desk;

typedef struct request {
    arena *arena; /* holds all of it; gone when it has been answered */
    struct room *room;
    struct desk *desk; /* of the thread that answers */
    ledger *ledger;    /* the desk's, open for reading */
    request_method method;
    const char *path;      /* decoded: "/articles/12" */
    const char *query;     /* as it came, after the '?'; "" for none */
    parameters parameters; /* of the address */
    parameters form;       /* of a form's body */
    const char *id;        /* what stands for {id} in the route's pattern; or NULL */
    const char *host, *origin, *accept, *content_type, *cookies, *language, *if_none_match, *authorization,
        *accept_encoding, *fetch_site, *csrf_header, *content_length; /* headers; or NULL */
    uint64_t from;                     /* a hash of the client's address, of its network in IPv6 */
    bool tls;                          /* it came by HTTPS to the server before us */
    unsigned host_count, length_count; /* headers that name a host; that say how long the body is */
    const char *body;                  /* NUL-terminated */
    size_t body_size;
    /* For pages: */
    const char *ui;       /* "fr" or "en": the language of the interface */
    const char *csrf;     /* the value of a hidden field `csrf` in each form that is posted */
    const char *visit;    /* the browser's number; NULL: it has none */
    bool *personal;       /* set when something of this visitor's alone is in the answer; or NULL */
    bool signed_in;       /* there is a session that can be ended */
    bool needs_sign_in;   /* the room asks for a password */
    view_problem problem; /* status 0: none */
} request;

/* Parses an address, as the first line has it ("/search?q=a%20b"), into path,
 * query and parameters. 0, or the status of what is wrong (400, 414), with the
 * problem set. */
int request_parse(request *q, const char *uri, size_t size);

/* The same for the body of a form, "a=b&c=d". */
int request_parse_form(request *q, const char *body, size_t size);

/* A parameter's value; NULL where it is not there or empty. */
const char *request_value(const request *q, const char *name);
const char *request_field(const request *q, const char *name);

/* Is it a line of at most REQUEST_VALUE characters, without control characters? */
bool request_is_line(const char *text);

/* The same of one that is an address. */
bool request_is_address(const char *text);

/* A cookie's value, in the arena; NULL: not there. */
const char *request_cookie(const request *q, const char *name);

/* Sets the problem; returns `status`. `detail` and `name` are constants or of the arena. */
int request_fail(request *q, int status, const char *code, const char *detail, const char *name);

/* The {id} of the pattern as a number; 0 when it is none, with the problem set (404). */
uint64_t request_id(request *q);

#endif
