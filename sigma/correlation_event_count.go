package sigma

// eventCount counts hits.
type eventCount struct{ hits int }

func (t *eventCount) add(*Hit)       { t.hits++ }
func (t *eventCount) remove(*Hit)    { t.hits-- }
func (t *eventCount) reset()         { t.hits = 0 }
func (t *eventCount) count() float64 { return float64(t.hits) }
