package help

import "hash/fnv"

// Hash names a version of an answer. It is positive and never 0, which clients take for "nothing yet".
func Hash(parts ...string) int32 {
	h := fnv.New32a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return max(1, int32(h.Sum32()&0x7fffffff))
}
