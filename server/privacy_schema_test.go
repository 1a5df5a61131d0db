package server_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"chappe/tl"
)

var (
	definition = regexp.MustCompile(`^\d+-(\d+) ([\w.]+)#\w+ (.*)= ([\w.<>]+);$`)
	reference  = regexp.MustCompile(`:(?:flags\d*\.\d+\?)?(?:Vector<)?((?:\w+\.)?[A-Z]\w*)`)
)

// tellingResults are the methods of the newest layer in whose answers there may be a person, by name.
func tellingResults(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("../tl/layers.tl")
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]string{} // of what a type may consist
	results := map[string]string{}
	isFunction := map[string]bool{}
	for _, name := range tl.Functions() {
		isFunction[name] = true
	}
	for _, line := range strings.Split(string(text), "\n") {
		m := definition.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name, args, result := m[2], m[3], strings.TrimSuffix(strings.TrimPrefix(m[4], "Vector<"), ">")
		if isFunction[name] {
			results[name] = result
			continue
		}
		for _, r := range reference.FindAllStringSubmatch(args, -1) {
			parts[result] = append(parts[result], r[1])
		}
	}
	tells := map[string]bool{"User": true, "UserFull": true, "ContactStatus": true}
	for grows := true; grows; {
		grows = false
		for typ, ps := range parts {
			for _, p := range ps {
				if tells[p] && !tells[typ] {
					tells[typ], grows = true, true
				}
			}
		}
	}
	out := map[string]bool{}
	for name, result := range results {
		out[name] = tells[result]
	}
	return out
}
