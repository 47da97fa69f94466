// SPDX-License-Identifier: MIT
// Go's net/http server with a trigger: interim responses by ResponseWriter.WriteHeader, which sends any
// 1xx but 101 as such. Usage: net_http PORT
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func trigger(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	before := query.Get("when") == "before"
	gap, _ := strconv.Atoi(query.Get("gap_ms"))
	final, err := strconv.Atoi(query.Get("final"))
	if err != nil {
		final = http.StatusOK
	}
	if !before {
		io.Copy(io.Discard, r.Body)
	}
	refused := []string{}
	for _, asked := range strings.Split(query.Get("interim"), ",") {
		code, err := strconv.Atoi(asked)
		if err != nil {
			continue
		}
		if code == http.StatusSwitchingProtocols {
			refused = append(refused, asked)
			continue
		}
		w.WriteHeader(code)
		time.Sleep(time.Duration(gap) * time.Millisecond)
	}
	if before {
		io.Copy(io.Discard, r.Body)
	}
	text := query.Get("token")
	if text == "" {
		text = "hello\n"
	}
	w.Header().Set("X-Interim-Asked", query.Get("interim"))
	w.Header().Set("X-Interim-Refused", strings.Join(refused, ","))
	w.WriteHeader(final)
	if final != http.StatusNoContent && final != http.StatusNotModified {
		io.WriteString(w, text)
	}
}

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], http.HandlerFunc(trigger)))
}
