package rollup

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Owner is what an inventory knows of a server.
type Owner struct{ Organisation, Sector string }

// Inventory says whose a server or a case is.
type Inventory struct {
	byCase, byServer map[string]Owner
}

// maxInventory bounds an inventory's rows.
const maxInventory = 1_000_000

// ReadInventory reads a CSV with a header: the columns case or server (either, or
// both), organisation and sector, in any order. A case is named by its folder.
func ReadInventory(r io.Reader) (*Inventory, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	in.TrimLeadingSpace = true
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the inventory has no header: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	_, hasCase := at["case"]
	_, hasServer := at["server"]
	if !hasCase && !hasServer {
		return nil, errors.New("the inventory has neither a column case nor a column server")
	}
	inv := &Inventory{byCase: map[string]Owner{}, byServer: map[string]Owner{}}
	for n := 0; ; n++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return inv, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the inventory: %w", err)
		}
		if n == maxInventory {
			return nil, fmt.Errorf("the inventory has more than %d rows", maxInventory)
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		owner := Owner{cell("organisation"), cell("sector")}
		if c := cell("case"); c != "" {
			inv.byCase[caseKey(c)] = owner
		}
		if s := cell("server"); s != "" {
			inv.byServer[strings.ToUpper(s)] = owner
		}
	}
}

func caseKey(path string) string { return strings.ToLower(filepath.Base(filepath.Clean(path))) }

// owner of a server: what is known of the case wins, because two organisations
// may both have a MAIL01.
func (inv *Inventory) owner(dir, server string) Owner {
	if inv == nil {
		return Owner{}
	}
	if o, ok := inv.byCase[caseKey(dir)]; ok {
		return o
	}
	return inv.byServer[strings.ToUpper(server)]
}
