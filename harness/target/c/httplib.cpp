// SPDX-License-Identifier: MIT
// cpp-httplib, which answers expectations by itself and lets handlers send no interim
// response. Usage: httplib PORT
#include <httplib.h>

#include <cstdlib>

int main(int argc, char **argv)
{
    httplib::Server server;
    const auto answer = [](const httplib::Request &, httplib::Response &response) {
        response.set_content("hello\n", "text/plain");
    };
    server.Get(".*", answer);
    server.Post(".*", answer);
    server.Put(".*", answer);
    server.Options(".*", answer);
    // By itself it asks for SO_REUSEPORT, with which a port that interim reserves is in
    // use.
    server.set_socket_options([](socket_t socket) {
        const int on = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    return server.listen("127.0.0.1", std::atoi(argv[1])) ? 0 : 1;
}
