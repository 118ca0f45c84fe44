/*
 * A DNS server that does nothing: it answers each request at once with NOERROR and an empty message,
 * over UDP and TCP, so that what is measured is the client. With a key it signs its answers by
 * HMAC-SHA256 (RFC 8945 section 5.3); with --verify it first checks the request's MAC, and answers
 * NOTAUTH with BADKEY or BADSIG where that is wrong.
 *
 *   cc -O2 -o null-responder null-responder.c -lcrypto
 *   null-responder [--any] [--key FILE] [--verify]
 *
 * FILE has the key's name in its first line and the secret in base64 in its second. It listens on
 * 127.0.0.1, or with --any on every address of the machine, so that 127.0.0.2 and so on are servers
 * too, on a port of its own choice that it prints. For each line on standard input it prints what it
 * has counted so far, as JSON; it ends with its standard input.
 *
 * One thread: epoll, and for UDP as many datagrams at once as have come.
 */
#define _GNU_SOURCE
#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_CTX can be copied with its key in it; an EVP_MAC costs more */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef unsigned char octet;

enum { HEADER = 12, MAC = 32, BLOCK = 64, NAME = 255, MESSAGE = 65535, BATCH = 64, REPLY = 1024 };
enum { TYPE_TSIG = 250, CLASS_ANY = 255, NOTAUTH = 9, BADSIG = 16, BADKEY = 17, FUDGE = 300 };

static struct { unsigned long udp, tcp, connections, records, refused; } counted;

static void fail(const char *what) { perror(what); exit(1); }
static unsigned get16(const octet *at) { return at[0] << 8 | at[1]; }
static octet *put16(octet *at, unsigned value) { at[0] = value >> 8; at[1] = value; return at + 2; }
static octet *put(octet *at, const void *what, size_t size) { memcpy(at, what, size); return at + size; }

/* ---- the key ---- */

static bool has_key, verifies;
static octet key_name[NAME]; /* as on the wire, in lower case */
static int key_name_size;
static SHA256_CTX inner, outer; /* HMAC (RFC 2104) with the padded key already in */
static const octet algorithm[] = "\013hmac-sha256"; /* with the root's octet, by C's own zero */

static void keyed(SHA256_CTX *state, const octet *block, octet pad) {
    octet padded[BLOCK];
    for (int i = 0; i < BLOCK; i++) padded[i] = block[i] ^ pad;
    SHA256_Init(state);
    SHA256_Update(state, padded, BLOCK);
}

static void read_key(const char *path) {
    char name[NAME + 2], secret[512];
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%255s %511s", name, secret) != 2) fail(path);
    fclose(file);
    octet *at = key_name;
    for (char *label = strtok(name, "."); label; label = strtok(NULL, ".")) {
        *at++ = strlen(label);
        for (char *c = label; *c; c++) *at++ = *c | (*c >= 'A' && *c <= 'Z' ? 0x20 : 0);
    }
    *at++ = 0;
    key_name_size = at - key_name;
    octet raw[512], block[BLOCK] = {0};
    int size = EVP_DecodeBlock(raw, (octet *)secret, strlen(secret));
    for (const char *end = secret + strlen(secret); end > secret && end[-1] == '='; end--) size--;
    if (size <= 0) { fprintf(stderr, "%s: the secret is not base64\n", path); exit(1); }
    if (size > BLOCK) SHA256(raw, size, block); else memcpy(block, raw, size);
    keyed(&inner, block, 0x36);
    keyed(&outer, block, 0x5c);
    has_key = true;
}

static void finish(SHA256_CTX *digest, octet *mac) {
    octet hash[MAC];
    SHA256_Final(hash, digest);
    SHA256_CTX last = outer;
    SHA256_Update(&last, hash, MAC);
    SHA256_Final(mac, &last);
}

/* The TSIG variables (RFC 8945 section 4.3.3), of a record without error and other data. */
static void digest_variables(SHA256_CTX *digest, const octet *time_and_fudge) {
    static const octet class_ttl[6] = {0, CLASS_ANY}, error_other[4];
    SHA256_Update(digest, key_name, key_name_size);
    SHA256_Update(digest, class_ttl, sizeof class_ttl);
    SHA256_Update(digest, algorithm, sizeof algorithm);
    SHA256_Update(digest, time_and_fudge, 8);
    SHA256_Update(digest, error_other, sizeof error_other);
}

/* ---- one message ---- */

/* Where the name at `at` ends, or -1. With `to` it is written there too, whole and in lower case. */
static int name_end(const octet *message, int size, int at, octet *to) {
    int end = -1, written = 0, hops = 0;
    while (at < size) {
        int length = message[at];
        if (length >= 0xc0) {
            if (at + 1 >= size || ++hops > 126) return -1;
            if (end < 0) end = at + 2;
            if (!to) return end;
            at = get16(message + at) & 0x3fff;
            continue;
        }
        if (length > 63 || at + 1 + length > size || written + 1 + length > NAME) return -1;
        if (to) {
            to[written] = length;
            for (int i = 1; i <= length; i++) {
                octet c = message[at + i];
                to[written + i] = c | (c >= 'A' && c <= 'Z' ? 0x20 : 0);
            }
        }
        written += 1 + length;
        at += 1 + length;
        if (length == 0) return end < 0 ? at : end;
    }
    return -1;
}

struct tsig {
    int start; /* of the record; what stands before it is signed */
    const octet *time_and_fudge, *mac, *original_id;
    int mac_size;
    bool is_ours; /* by the names of key and algorithm */
};

/* Reads the TSIG record at `at`, whose data begins at `data` and ends at `end`. */
static bool read_tsig(const octet *message, int size, int at, int data, int end, struct tsig *tsig) {
    octet owner[NAME], name[NAME];
    if (name_end(message, size, at, owner) < 0) return false;
    int behind = name_end(message, size, data, name);
    if (behind < 0 || behind + 10 > end) return false;
    tsig->start = at;
    tsig->time_and_fudge = message + behind;
    tsig->mac_size = get16(message + behind + 8);
    tsig->mac = message + behind + 10;
    tsig->original_id = tsig->mac + tsig->mac_size;
    if (behind + 10 + tsig->mac_size + 6 > end) return false;
    tsig->is_ours = memcmp(owner, key_name, key_name_size) == 0 &&
                    memcmp(name, algorithm, sizeof algorithm) == 0;
    return true;
}

static bool is_signed_well(const octet *message, const struct tsig *tsig) {
    octet header[HEADER], mac[MAC];
    memcpy(header, message, HEADER);
    memcpy(header, tsig->original_id, 2);
    put16(header + 10, get16(message + 10) - 1);
    SHA256_CTX digest = inner;
    SHA256_Update(&digest, header, HEADER);
    SHA256_Update(&digest, message + HEADER, tsig->start - HEADER);
    digest_variables(&digest, tsig->time_and_fudge);
    finish(&digest, mac);
    return tsig->mac_size == MAC && memcmp(mac, tsig->mac, MAC) == 0;
}

/* Puts a TSIG behind the reply of `size` octets; without a MAC where there is an error. */
static int add_tsig(octet *reply, int size, const octet *request, const struct tsig *tsig, int error) {
    octet time_and_fudge[8] = {0}, mac_size[2], mac[MAC];
    unsigned now = time(NULL);
    put16(put16(put16(time_and_fudge + 2, now >> 16), now), FUDGE);
    if (!error) {
        SHA256_CTX digest = inner;
        put16(mac_size, tsig->mac_size);
        SHA256_Update(&digest, mac_size, 2);
        SHA256_Update(&digest, tsig->mac, tsig->mac_size);
        SHA256_Update(&digest, reply, size);
        digest_variables(&digest, time_and_fudge);
        finish(&digest, mac);
    }
    static const octet type_class_ttl[8] = {0, TYPE_TSIG, 0, CLASS_ANY};
    int signed_octets = error ? 0 : MAC;
    octet *at = put(reply + size, key_name, key_name_size);
    at = put(at, type_class_ttl, sizeof type_class_ttl);
    at = put16(at, sizeof algorithm + 10 + signed_octets + 6);
    at = put(at, algorithm, sizeof algorithm);
    at = put16(put(at, time_and_fudge, 8), signed_octets);
    at = put(at, mac, signed_octets);
    at = put16(put16(put(at, request, 2), error), 0);
    put16(reply + 10, 1);
    return at - reply;
}

/* Answers a request: the reply's size, or 0 for what is no request. */
static int answer(const octet *request, int size, octet *reply) {
    if (size < HEADER || request[2] & 0x80) return 0;
    int zones = get16(request + 4), updates = get16(request + 8);
    int records = get16(request + 6) + updates + get16(request + 10);
    int at = HEADER;
    for (int i = 0; i < zones; i++) {
        at = name_end(request, size, at, NULL);
        if (at < 0 || (at += 4) > size) return 0;
    }
    int zone_end = at;
    if (zone_end > HEADER + NAME + 4) return 0;
    struct tsig tsig = {0};
    for (int i = 1; i <= records; i++) {
        int start = at;
        at = name_end(request, size, at, NULL);
        if (at < 0 || at + 10 > size) return 0;
        int type = get16(request + at), data = at + 10;
        at = data + get16(request + at + 8);
        if (at > size) return 0;
        if (i == records && type == TYPE_TSIG && !read_tsig(request, size, start, data, at, &tsig)) return 0;
    }
    memcpy(reply, request, zone_end);
    reply[2] = 0x80 | (request[2] & 0x78); /* the opcode stays */
    reply[3] = 0;
    memset(reply + 6, 0, 6);
    bool is_signed = tsig.start > 0;
    int error = 0;
    if (verifies) error = !is_signed || !tsig.is_ours ? BADKEY : is_signed_well(request, &tsig) ? 0 : BADSIG;
    if (error) { reply[3] = NOTAUTH; counted.refused++; } else counted.records += updates;
    return has_key && is_signed ? add_tsig(reply, zone_end, request, &tsig, error) : zone_end;
}

/* ---- UDP ---- */

static octet requests[BATCH][MESSAGE], replies[BATCH][REPLY];
static octet controls[BATCH][CMSG_SPACE(sizeof(struct in_pktinfo))];

/* The reply leaves from the address that the request came to: what IP_PKTINFO told goes back as it is. */
static void serve_udp(int udp, bool any) {
    static struct mmsghdr in[BATCH], out[BATCH];
    static struct iovec parts[BATCH], answers[BATCH];
    static struct sockaddr_in from[BATCH];
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){requests[i], MESSAGE};
        in[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1};
        if (any) { in[i].msg_hdr.msg_control = controls[i]; in[i].msg_hdr.msg_controllen = sizeof controls[i]; }
    }
    int came = recvmmsg(udp, in, BATCH, MSG_DONTWAIT, NULL), ready = 0;
    for (int i = 0; i < came; i++) {
        int size = answer(requests[i], in[i].msg_len, replies[ready]);
        if (size == 0) continue;
        answers[ready] = (struct iovec){replies[ready], size};
        out[ready].msg_hdr = in[i].msg_hdr;
        out[ready].msg_hdr.msg_iov = &answers[ready];
        ready++;
    }
    counted.udp += ready;
    for (int sent = 0; sent < ready;) {
        int now = sendmmsg(udp, out + sent, ready - sent, 0);
        if (now <= 0) break;
        sent += now;
    }
}

/* ---- TCP ---- */

struct connection { int socket, size; octet octets[2 * (MESSAGE + 2)]; };

static bool write_all(int socket, const octet *from, int size) {
    while (size > 0) {
        int now = write(socket, from, size);
        if (now > 0) { from += now; size -= now; continue; }
        if (now < 0 && errno == EAGAIN) { struct pollfd full = {socket, POLLOUT, 0}; poll(&full, 1, -1); continue; }
        return false;
    }
    return true;
}

/* Answers all messages that are there whole, in one write. Tells whether the connection goes on. */
static bool serve_tcp(struct connection *one) {
    static octet out[1 << 20];
    int came = read(one->socket, one->octets + one->size, sizeof one->octets - one->size);
    if (came <= 0) return came < 0 && errno == EAGAIN;
    one->size += came;
    int at = 0, ready = 0;
    while (one->size - at >= 2) {
        int size = get16(one->octets + at);
        if (one->size - at - 2 < size) break;
        int answered = answer(one->octets + at + 2, size, out + ready + 2);
        at += 2 + size;
        if (answered == 0) continue;
        put16(out + ready, answered);
        ready += 2 + answered;
        counted.tcp++;
        if (ready + 2 + REPLY <= (int)sizeof out) continue;
        if (!write_all(one->socket, out, ready)) return false;
        ready = 0;
    }
    memmove(one->octets, one->octets + at, one->size -= at);
    return write_all(one->socket, out, ready);
}

/* ---- all of it ---- */

/* Binds both sockets to one free port, and returns it. */
static int listen_both(bool any, int *udp, int *tcp) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(any ? INADDR_ANY : INADDR_LOOPBACK)};
    for (int attempt = 0; attempt < 20; attempt++) {
        socklen_t size = sizeof address;
        address.sin_port = 0;
        *udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        *tcp = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (bind(*udp, (void *)&address, size) || getsockname(*udp, (void *)&address, &size)) fail("bind");
        if (bind(*tcp, (void *)&address, size) == 0 && listen(*tcp, 1024) == 0) return ntohs(address.sin_port);
        close(*udp);
        close(*tcp);
    }
    fail("no free port");
    return 0;
}

int main(int argc, char **argv) {
    bool any = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--any") == 0) any = true;
        else if (strcmp(argv[i], "--verify") == 0) verifies = true;
        else if (strcmp(argv[i], "--key") == 0 && i + 1 < argc) read_key(argv[++i]);
        else { fprintf(stderr, "null-responder: what is %s?\n", argv[i]); return 2; }
    }
    if (verifies && !has_key) { fprintf(stderr, "null-responder: --verify wants --key\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) { files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files); }
    int udp, tcp, yes = 1, buffer = 8 << 20;
    int port = listen_both(any, &udp, &tcp);
    /* As root it may be larger than the system allows others; without that it is as large as it may be. */
    if (setsockopt(udp, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer)) setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    if (any) setsockopt(udp, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("{\"port\":%d}\n", port);
    int epoll = epoll_create1(0);
    struct connection in_place[3] = {{.socket = STDIN_FILENO}, {.socket = udp}, {.socket = tcp}};
    for (int i = 0; i < 3; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &in_place[i]};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, in_place[i].socket, &event)) fail("epoll");
    }
    for (;;) {
        struct epoll_event events[BATCH];
        int ready = epoll_wait(epoll, events, BATCH, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *one = events[i].data.ptr;
            if (one == &in_place[0]) {
                char line[256];
                if (read(STDIN_FILENO, line, sizeof line) <= 0) return 0;
                printf("{\"udp\":%lu,\"tcp\":%lu,\"connections\":%lu,\"records\":%lu,\"refused\":%lu}\n",
                       counted.udp, counted.tcp, counted.connections, counted.records, counted.refused);
            } else if (one == &in_place[1]) {
                serve_udp(udp, any);
            } else if (one == &in_place[2]) {
                int socket = accept4(tcp, NULL, NULL, SOCK_NONBLOCK);
                struct connection *new = socket < 0 ? NULL : malloc(sizeof *new);
                if (!new) { if (socket >= 0) close(socket); continue; }
                setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                new->socket = socket;
                new->size = 0;
                counted.connections++;
                struct epoll_event event = {.events = EPOLLIN, .data.ptr = new};
                epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
            } else if (!serve_tcp(one)) {
                close(one->socket);
                free(one);
            }
        }
    }
}
