package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"chappe/tl/internal/schema"
)

// TestUpToDate fails when a generated file is not what the generator writes.
func TestUpToDate(t *testing.T) {
	if err := run("..", false, true); err != nil {
		t.Error(err)
	}
}

// TestTableIsCanonical: layers.tl is what -fetch would write of the same definitions.
func TestTableIsCanonical(t *testing.T) {
	text, err := os.ReadFile("../layers.tl")
	if err != nil {
		t.Fatal(err)
	}
	table, err := schema.ParseTable(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if table.String() != string(text) {
		t.Error("reading and writing layers.tl changes it")
	}
	if len(table.Layers) != len(pins) {
		t.Errorf("%d layers, %d pins", len(table.Layers), len(pins))
	}
}

func TestDocumented(t *testing.T) {
	doc, err := os.ReadFile("../LAYERS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pins {
		if row := fmt.Sprintf("| %d | %s | %s |", p.layer, p.version, p.file); !strings.Contains(string(doc), row) {
			t.Errorf("LAYERS.md lacks %s", row)
		}
	}
}

func TestNames(t *testing.T) {
	for from, want := range map[string]string{
		"messages.sendMessage": "MessagesSendMessage",
		"access_hash":          "AccessHash",
		"inputPeerUser":        "InputPeerUser",
		"ttl_period":           "TTLPeriod",
		"dc_id":                "DCID",
		"this_dc":              "ThisDC",
		"url":                  "URL",
		"cdnConfig":            "CDNConfig",
		"msg_ids":              "MsgIDs",
		"tcpo_only":            "TCPObfuscatedOnly",
		"help.getCdnConfig":    "HelpGetCDNConfig",
		"messageEntityUrl":     "MessageEntityURL",
		"inputWebFileGeoPoint": "InputWebFileGeoPoint",
		"p2p_allowed":          "P2PAllowed",
		"isoCode":              "ISOCode",
		"md5_checksum":         "MD5Checksum",
		"updateSmsJob":         "UpdateSMSJob",
		"flags2":               "Flags2",
	} {
		if got := goName(from); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
}
