// SPDX-License-Identifier: MIT
// Driver (harness/play/driver.h) for Go's net/http with a transport of its defaults, whose limit is for
// the whole exchange: "limit" is not named. It waits a second for the 100 that it asked for.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"
)

type request struct {
	ID      int         `json:"id"`
	Method  string      `json:"method"`
	URL     string      `json:"url"`
	Fields  [][2]string `json:"fields"`
	Content *string     `json:"content"`
	Expect  bool        `json:"expect"`
	Timeout int         `json:"timeout_ms"`
}

type result struct {
	ID      int     `json:"id"`
	Status  *int    `json:"status"`
	Content string  `json:"content"`
	Error   *string `json:"error"`
}

type greeting struct {
	Driver   string   `json:"driver"`
	Version  string   `json:"version"`
	Features []string `json:"features"`
}

const contentMax = 65536

var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
	return http.ErrUseLastResponse
}}

// Octets travel as the characters of the same number (ISO 8859-1).
func octetsOf(text string) []byte {
	octets := make([]byte, 0, len(text))
	for _, character := range text {
		octets = append(octets, byte(character))
	}
	return octets
}

func textOf(octets []byte) string {
	text := make([]rune, len(octets))
	for index, octet := range octets {
		text[index] = rune(octet)
	}
	return string(text)
}

func send(asked request) (int, []byte, error) {
	var content io.Reader
	if asked.Content != nil {
		content = bytes.NewReader(octetsOf(*asked.Content))
	}
	sent, err := http.NewRequest(asked.Method, asked.URL, content)
	if err != nil {
		return 0, nil, err
	}
	for _, field := range asked.Fields {
		sent.Header.Add(field[0], field[1])
	}
	if asked.Expect {
		sent.Header.Set("Expect", "100-continue")
	}
	limited := *client
	limited.Timeout = time.Duration(asked.Timeout) * time.Millisecond
	got, err := limited.Do(sent)
	if err != nil {
		return 0, nil, err
	}
	defer got.Body.Close()
	octets, err := io.ReadAll(got.Body)
	return got.StatusCode, octets, err
}

func main() {
	var writing sync.Mutex
	out := json.NewEncoder(os.Stdout)
	out.Encode(greeting{"go-net-http", runtime.Version(), []string{"head", "post", "expect", "method",
		"fields", "reuse", "status", "concurrent"}})
	lines := bufio.NewReader(os.Stdin)
	for line, err := lines.ReadBytes('\n'); err == nil; line, err = lines.ReadBytes('\n') {
		var asked request
		if json.Unmarshal(line, &asked) != nil {
			os.Exit(2)
		}
		go func() {
			answer := result{ID: asked.ID}
			status, octets, err := send(asked)
			if err != nil {
				said := err.Error()
				answer.Error = &said
			} else {
				answer.Status = &status
				if len(octets) > contentMax {
					octets = octets[:contentMax]
				}
				answer.Content = textOf(octets)
			}
			writing.Lock()
			defer writing.Unlock()
			out.Encode(answer)
		}()
	}
}
