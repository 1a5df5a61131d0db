# What there is to do here. `make test` decides; .ci/run calls all of it but the long forms.

STATICCHECK = v0.8.2
GOVULNCHECK = v1.9.0

# The long forms: how long to fuzz each target, how many random histories to draw, how often to kill a server.
FUZZTIME = 10m
SEEDS = 2000
KILLS = 20
MINUTES = 10

.NOTPARALLEL:
.PHONY: test test-go test-e2e race lint generate check-generated soak bench cold bench-web build web test-web

# Everything, on both databases, with clients that nobody here wrote. Installs what is missing.
test: test-go test-web test-e2e

test-go:
	tools/need.sh postgresql ffmpeg
	go test -timeout 20m ./...

# Types, unit tests, and people in headless Chromium against the real binary. Pictures of each screen go to screenshots/.
test-web: web/node_modules web/test/node_modules
	tools/need.sh chromium
	cd web && npm run check && npm test
	go build -o bin/chappe-test ./cmd/chappe
	cd web/test && CHAPPE_E2E_BINARY=../../bin/chappe-test npm test

web/test/node_modules: web/test/package-lock.json
	cd web/test && npm ci --ignore-scripts
	touch web/test/node_modules

web/node_modules: web/package-lock.json
	cd web && npm ci
	touch web/node_modules

# Writes the web app's files in web/dist anew. They are committed, so that building the server needs no Node.
web: web/node_modules
	cd web && npm run build

# One package at a time: compiling gotd's client takes 5 GB. The tests install their npm packages themselves.
test-e2e:
	tools/need.sh postgresql strace
	cd e2e && go test -p 1 -timeout 20m ./...

race:
	tools/need.sh postgresql ffmpeg gcc
	go test -race -timeout 30m ./...

lint: check-generated
	test -z "$$(gofmt -l . | grep -v node_modules | tee /dev/stderr)"
	go mod tidy -diff
	cd e2e && go mod tidy -diff
	go vet ./...
	cd e2e && go vet -p 1 ./...
	go run honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) ./...
	tools/vulnerable.sh $(GOVULNCHECK)

generate: web
	go generate ./...

check-generated:
	go run ./tl/gen -check

# Writes what it finds to docs/RELIABILITY.md.
soak:
	tools/need.sh postgresql strace gcc
	go run ./tools/soak -fuzztime $(FUZZTIME) -seeds $(SEEDS) -kills $(KILLS)

bench:
	tools/need.sh postgresql
	go test -run '^$$' -bench . -benchmem ./...
	cd e2e && go test -p 1 -run '^$$' -bench . -benchmem ./...
	go run ./cmd/chappe bench
	go run ./cmd/chappe bench media

# What building takes where nothing was built before.
cold:
	go run ./tools/cold

# What the web app weighs and how it moves, in headless Chromium; MINUTES of two people who chat.
bench-web: web/test/node_modules
	tools/need.sh chromium
	cd web/test && node bench.js --minutes $(MINUTES)

build:
	CGO_ENABLED=0 go build -trimpath -o bin/chappe ./cmd/chappe
