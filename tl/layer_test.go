package tl

import (
	"errors"
	"slices"
	"sync"
	"testing"
)

func TestLayerFor(t *testing.T) {
	for client, want := range map[int]int{158: 158, 159: 158, 160: 160, 191: 189, 227: 227, 228: 228, 229: 228, 1000: 228} {
		if got, err := LayerFor(client); err != nil || got != want {
			t.Errorf("layer %d: %d, %v", client, got, err)
		}
	}
	for _, client := range []int{157, 0, -1} {
		if got, err := LayerFor(client); !errors.As(err, new(LayerError)) {
			t.Errorf("layer %d: %d, %v", client, got, err)
		}
		if _, err := DecodeRequest(client, words(idOf("help.getConfig"))); !errors.As(err, new(LayerError)) {
			t.Errorf("layer %d: %v", client, err)
		}
	}
	layers := Layers()
	if layers[0] != MinLayer || layers[len(layers)-1] != MaxLayer || !slices.IsSorted(layers) {
		t.Error(layers)
	}
}

func TestNames(t *testing.T) {
	for id, want := range map[uint32]string{
		0x1cc20387: "messages.sendMessage", 0xfef48f62: "messages.sendMessage", 0x9010ef6f: "help.getAppChangelog", 0x38116ee0: "message",
	} {
		if got, ok := NameOf(id); !ok || got != want {
			t.Errorf("%x: %q", id, got)
		}
	}
	if got, ok := NameOf(0xdeadbeef); ok {
		t.Error(got)
	}
	list := Functions()
	if !slices.IsSorted(list) || len(list) != len(prototypes)-firstFunction {
		t.Errorf("%d functions", len(list))
	}
	for _, name := range list {
		if o := NewFunction(name); o == nil || MethodName(o) != name {
			t.Errorf("%s: %v", name, o)
		}
	}
	if o := NewFunction("peerUser"); o != nil || MethodName(nil) != "" {
		t.Error(o)
	}
}

// TestManyAtOnce lets many goroutines be the first to ask for a layer, and for a foreign id.
func TestManyAtOnce(t *testing.T) {
	foreign := newOracle(214).raw(t, "channels.getForumTopics", old{"channel": channel})
	var wait sync.WaitGroup
	for i := range 32 {
		wait.Go(func() {
			layer := 218 + i%8
			if _, err := DecodeRequest(layer, foreign); err != nil {
				t.Error(err)
			}
			if _, err := Append(nil, layer, benchUpdate); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
