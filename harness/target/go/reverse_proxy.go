// SPDX-License-Identifier: MIT
// Go's net/http/httputil.ReverseProxy before the origin server that is given as an argument.
package main

import (
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"
)

func main() {
	listen, origin := os.Args[1], &url.URL{Scheme: "http", Host: os.Args[2]}
	http.Handle("/", httputil.NewSingleHostReverseProxy(origin))
	// A short read timer, for the cases about timers.
	timed := httputil.NewSingleHostReverseProxy(origin)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = time.Second
	timed.Transport = transport
	http.Handle("/timer/", timed)
	log.Fatal(http.ListenAndServe(listen, nil))
}
