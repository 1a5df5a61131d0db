package archtest

import (
	"slices"
	"strings"
	"testing"
)

// floors are the packages of the house, the lowest first. A package may import only what stands before it.
//
// ARCHITECTURE.md describes each in a paragraph. A new package is named here and there.
var floors = []string{
	"clock",
	"tl/internal/schema",
	"tl",
	"db",
	"bus",
	"blob",
	"mtp/wire",
	"mtp",
	"mtclient",
	"secretchat",
	"rpc",
	"box",
	"hub",
	"content",
	"search",
	"feature/help",
	"feature/users",
	"feature/auth",
	"feature/contacts",
	"feature/media",
	"feature/chats",
	"feature/channels",
	"feature/messages",
	"feature/secret",
	"feature/updates",
	"feature/moderation",
	"web",
	"admin",
	"clientguide",
	"server",
	"bench",
	"cmd/chappe",
}

// scaffolding is what tests, generators and the makers of the house need. It may import anything, and nothing of the house
// imports it.
var scaffolding = []string{"archtest", "db/dbtest", "server/servertest", "secretchat/gen", "tl/gen", "tools"}

// What the design allows.
const (
	maxPackages = 30
	maxDepth    = 11 // packages of the project that a chain of imports passes through, from the top one to the lowest
)

// scaffold says whether a package is scaffolding.
func scaffold(path string) bool {
	return slices.ContainsFunc(scaffolding, func(s string) bool { return path == s || strings.HasPrefix(path, s+"/") })
}

func TestImportsGoDown(t *testing.T) {
	all, paths := load(t)
	for _, path := range paths {
		if scaffold(path) {
			continue
		}
		at := slices.Index(floors, path)
		if at < 0 {
			t.Errorf("%s stands on no floor: name it in floors, or below one of the folders of scaffolding", path)
			continue
		}
		for _, i := range all[path].own {
			if scaffold(i) {
				t.Errorf("%s imports %s, which is for tests and tools", path, i)
			} else if on := slices.Index(floors, i); on >= at {
				t.Errorf("%s imports %s, which stands above it", path, i)
			}
		}
	}
}

func TestSizeOfTheHouse(t *testing.T) {
	all, paths := load(t)
	house := slices.DeleteFunc(slices.Clone(paths), scaffold)
	if len(house) > maxPackages {
		t.Errorf("%d packages, at most %d were agreed: %s", len(house), maxPackages, strings.Join(house, " "))
	}
	var longest []string
	for _, path := range house {
		if c := chain(all, path, map[string][]string{}); len(c) > len(longest) {
			longest = c
		}
	}
	if len(longest) > maxDepth {
		t.Errorf("a chain of imports passes through %d packages, at most %d were agreed: %s",
			len(longest), maxDepth, strings.Join(longest, " -> "))
	}
}

// chain is the longest chain of imports from path down. Imports never go round in circles: the compiler sees to that.
func chain(all map[string]*pkg, path string, known map[string][]string) []string {
	if c, ok := known[path]; ok {
		return c
	}
	var below []string
	for _, i := range all[path].own {
		if all[i] == nil {
			continue // not there yet; the compiler says so
		}
		if c := chain(all, i, known); len(c) > len(below) {
			below = c
		}
	}
	known[path] = append([]string{path}, below...)
	return known[path]
}

// walls are imports that are forbidden although they would go down.
var walls = []struct{ from, to, why string }{
	{"mtp", "chappe/tl", "the transport never learns what a message is"},
	{"mtp/wire", "chappe/tl", "the transport never learns what a message is"},
	{"feature/", "net", "a feature never learns what a socket is"},
	{"feature/", "net/http", "a feature never learns what a socket is"},
	{"feature/", "database/sql", "storage is reached through db alone"},
	{"", "github.com/gotd/td/tg", "its 154 seconds of compiling belong to e2e"},
	{"", "github.com/gotd/td/telegram", "its 154 seconds of compiling belong to e2e"},
	{"", "testing", "what is for tests stays in tests"},
}

func TestWalls(t *testing.T) {
	all, paths := load(t)
	for _, path := range paths {
		if scaffold(path) {
			continue
		}
		for _, w := range walls {
			if inside(path, w.from) && slices.Contains(all[path].Imports, w.to) {
				t.Errorf("%s imports %s: %s", path, w.to, w.why)
			}
		}
		if path != "db" && slices.ContainsFunc(all[path].Imports, driver) {
			t.Errorf("%s imports a database driver: the choice of driver ends in db", path)
		}
	}
}

// inside says whether a package is meant by a wall's side: itself, a folder that ends in a slash, or any for "".
func inside(path, side string) bool {
	return side == "" || path == side || strings.HasSuffix(side, "/") && strings.HasPrefix(path, side)
}

func driver(path string) bool {
	return strings.HasPrefix(path, "zombiezen.com/go/sqlite") || strings.HasPrefix(path, "github.com/jackc/pgx")
}

func TestNoVagueNames(t *testing.T) {
	_, paths := load(t)
	vague := strings.Fields("util utils common helper helpers manager managers types impl misc shared base core lib")
	for _, path := range paths {
		for _, part := range strings.Split(path, "/") {
			if slices.Contains(vague, part) {
				t.Errorf("%s: %q says nothing about what is in it", path, part)
			}
		}
	}
}
