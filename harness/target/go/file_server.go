// SPDX-License-Identifier: MIT
// Go's net/http serving one static file, by http.ServeFile. Usage: file_server PORT FILE
package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1],
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.ServeFile(w, r, os.Args[2])
		})))
}
