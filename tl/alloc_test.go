//go:build !race

package tl

import "testing"

// TestNoAllocation: encoding into a buffer with room takes no memory, in any layer. The race detector
// allocates by itself.
func TestNoAllocation(t *testing.T) {
	for _, layer := range []int{158, 166, 178, 195, 216, 223, MaxLayer} {
		buf := make([]byte, 0, 1<<16)
		for _, o := range []Object{benchUpdate, &Poll{Question: TextWithEntities{Text: "?"}}, &Dialog{Peer: &PeerUser{}}} {
			if n := testing.AllocsPerRun(100, func() {
				if _, err := Append(buf, layer, o); err != nil {
					t.Fatal(err)
				}
			}); n != 0 {
				t.Errorf("layer %d, %s: %v allocations", layer, o.TLName(), n)
			}
		}
		users := []UserClass{&UserEmpty{}}
		fn := &UsersGetUsers{}
		var result any = users
		if n := testing.AllocsPerRun(100, func() {
			if _, err := AppendResult(buf, layer, fn, result); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("layer %d, result: %v allocations", layer, n)
		}
	}
}
