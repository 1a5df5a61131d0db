package tl

import "fmt"

// MinLayer is the oldest layer that a client may speak.
const MinLayer = 158

// MaxLayer is the newest layer: the one of the structs.
const MaxLayer = 228

// Layers lists the layers that have a table of their own, ascending.
func Layers() []int { return []int{MaxLayer} }

// LayerFor returns the newest table not above a client's layer: a client newer than MaxLayer
// gets MaxLayer. Below MinLayer it returns a LayerError.
func LayerFor(clientLayer int) (int, error) {
	if clientLayer < MinLayer {
		return 0, LayerError{Layer: clientLayer}
	}
	return MaxLayer, nil
}

// NameOf returns the name of a constructor or function with that id in any supported layer.
func NameOf(id uint32) (string, bool) { return "", false }

// LayerError says that a client speaks a layer below MinLayer.
type LayerError struct{ Layer int }

func (e LayerError) Error() string {
	return fmt.Sprintf("layer %d is older than %d, the oldest supported", e.Layer, MinLayer)
}
