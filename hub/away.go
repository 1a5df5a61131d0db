package hub

// SetAway notes that the person at a device looks at something else, or is back. A device that says nothing is looked at.
func (h *Hub) SetAway(key int64, away bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f := h.keys[key]; f == nil || !away {
		delete(h.away, key) // without a session it is away in any case
		return
	}
	h.away[key] = true
}

// Watched says whether somebody is likely to see what the sessions of a device are told: one is connected to this node, and the device
// did not say that nobody looks.
func (h *Hub) Watched(key int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := h.keys[key]
	if f == nil || h.away[key] {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.cursors {
		if s.Key() == key && s.Connected() {
			return true
		}
	}
	return false
}
