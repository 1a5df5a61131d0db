package tl

import (
	"fmt"
	"slices"
)

// MinLayer is the oldest layer that a client may speak.
const MinLayer = 158

// MaxLayer is the newest layer: the one of the structs.
const MaxLayer = 228

// Layers lists the layers that have a table of their own, ascending. LAYERS.md says where each
// comes from and which numbers between have none.
func Layers() []int { return slices.Clone(theCatalog().Layers) }

// LayerFor returns the newest table not above a client's layer: a client newer than MaxLayer
// gets MaxLayer. Below MinLayer it returns a LayerError.
func LayerFor(clientLayer int) (int, error) {
	if clientLayer < MinLayer {
		return 0, LayerError{Layer: clientLayer}
	}
	layers := theCatalog().Layers
	i, ok := slices.BinarySearch(layers, clientLayer)
	if !ok {
		i--
	}
	return layers[i], nil
}

// NameOf returns the name of a constructor or function with that id in any supported layer.
func NameOf(id uint32) (string, bool) {
	c := theCatalog()
	slot := c.slot(id)
	if slot < 0 {
		return "", false
	}
	list := c.entries[slot]
	return list[len(list)-1].Name, true
}

// LayerError says that a client speaks a layer below MinLayer.
type LayerError struct{ Layer int }

func (e LayerError) Error() string {
	return fmt.Sprintf("layer %d is older than %d, the oldest supported", e.Layer, MinLayer)
}
