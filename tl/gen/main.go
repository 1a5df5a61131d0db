// Command gen writes package tl's generated files.
//
//	go run ./tl/gen           structs of the newest layer, out of tl/layers.tl; needs no network
//	go run ./tl/gen -fetch    first makes tl/layers.tl anew out of packages in the Go and npm registries
//	go run ./tl/gen -check    writes nothing and fails where a file differs from what would be written
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"chappe/tl/internal/schema"
)

func main() {
	log.SetFlags(0)
	fetch := flag.Bool("fetch", false, "make the file of layers anew from the registries")
	check := flag.Bool("check", false, "write nothing, fail if a generated file is out of date")
	dir := flag.String("dir", "tl", "folder of package tl")
	flag.Parse()
	if err := run(*dir, *fetch, *check); err != nil {
		log.Fatal("gen: ", err)
	}
}

func run(dir string, fetch, check bool) error {
	files := make(map[string][]byte)
	path := filepath.Join(dir, "layers.tl")
	text, err := os.ReadFile(path)
	if fetch {
		var table *schema.Table
		if table, err = fetchTable(); err == nil {
			text = []byte(table.String())
			files["layers.tl"] = text
		}
	}
	if err != nil {
		return err
	}
	table, err := schema.ParseTable(string(text))
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if err := generate(table, files); err != nil {
		return err
	}
	if check {
		return compare(dir, files)
	}
	return write(dir, files)
}

// write writes the files and removes those of earlier runs.
func write(dir string, files map[string][]byte) error {
	stale, err := leftovers(dir, files)
	if err != nil {
		return err
	}
	for _, path := range stale {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// compare fails at the first file that write would change.
func compare(dir string, files map[string][]byte) error {
	stale, err := leftovers(dir, files)
	if err != nil {
		return err
	}
	if len(stale) > 0 {
		return fmt.Errorf("%s should not be there: run go run ./tl/gen", stale[0])
	}
	for name, data := range files {
		path := filepath.Join(dir, name)
		old, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(old, data) {
			return fmt.Errorf("%s is out of date: run go run ./tl/gen", path)
		}
	}
	return nil
}

// leftovers lists generated files that no longer belong.
func leftovers(dir string, files map[string][]byte) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(dir, "*_gen.go"))
	return slices.DeleteFunc(all, func(path string) bool {
		_, ok := files[filepath.Base(path)]
		return ok
	}), err
}

// generate fills files with the sources of package tl.
func generate(table *schema.Table, files map[string][]byte) error {
	m, err := newModel(table.Newest())
	if err != nil {
		return err
	}
	// Cut into files of about 500 structs, to keep each well under a megabyte.
	const chunk = 500
	for from := 0; from < len(m.defs); from += chunk {
		name := fmt.Sprintf("structs%d_gen.go", from/chunk+1)
		if files[name], err = m.emitStructs("tl", from, min(from+chunk, len(m.defs))); err != nil {
			return err
		}
	}
	if files["classes_gen.go"], err = m.emitClasses("tl"); err != nil {
		return err
	}
	if files["registry_gen.go"], err = m.emitRegistry("tl"); err != nil {
		return err
	}
	return nil
}
