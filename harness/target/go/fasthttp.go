// SPDX-License-Identifier: MIT
// fasthttp's server, which lets handlers send no interim response. Usage: fasthttp PORT
package main

import (
	"log"
	"os"

	"github.com/valyala/fasthttp"
)

func main() {
	log.Fatal(fasthttp.ListenAndServe("127.0.0.1:"+os.Args[1], func(ctx *fasthttp.RequestCtx) {
		ctx.SetBodyString("hello\n")
	}))
}
