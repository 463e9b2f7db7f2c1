package sigma

// valueCount counts the different values of hits. A hit without the field has
// none.
type valueCount struct{ seen map[string]int }

func (t *valueCount) add(h *Hit) {
	if h.Value != "" {
		t.seen[h.Value]++
	}
}

func (t *valueCount) remove(h *Hit) {
	if h.Value == "" {
		return
	}
	if t.seen[h.Value]--; t.seen[h.Value] == 0 {
		delete(t.seen, h.Value)
	}
}

func (t *valueCount) count() float64 { return float64(len(t.seen)) }

func (t *valueCount) reset() { clear(t.seen) }
