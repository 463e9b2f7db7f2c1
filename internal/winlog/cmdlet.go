package winlog

import (
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
)

// CmdletChannel is where Exchange notes every cmdlet that changes something, with
// its parameters. It often reaches further back than any log file.
const CmdletChannel = "MSExchange Management"

// Places in the unnamed values of a cmdlet's event (1.10). What lies between is
// figures, or text in the server's language.
const (
	dataCmdlet = iota
	dataParameters
	dataUser
	dataSID
	_
	dataHost
	dataProcess
	_
	_
	_
	_
	dataError
)

// Events of the cmdlet channel.
const (
	cmdletDone      = 1
	cmdletFailed    = 6
	cmdletException = 8
)

func (e *Event) cmdlet() bool {
	return e.Provider == "MSExchange CmdletLogs" || strings.EqualFold(e.Channel, CmdletChannel)
}

// deriveCmdlet gives the record the fields of a cmdlet, those that Exchange's own
// logs give.
func (e *Event) deriveCmdlet(rec *athar.Record) {
	var data []string
	for v := range e.from.unnamed {
		if data = append(data, v); len(data) > dataError {
			break
		}
	}
	at := func(i int) string {
		if i < len(data) {
			return strings.TrimSpace(data[i])
		}
		return ""
	}
	exchange.DeriveCommand(rec, at(dataCmdlet), at(dataParameters))
	rec.Derive("authenticateduser", at(dataUser))
	rec.Derive("executingusersid", at(dataSID))
	rec.Derive("clientapplication", at(dataHost))
	rec.Derive("processname", at(dataProcess))
	failure := at(dataError)
	for i := dataSID + 1; failure == "" && e.ID != cmdletDone && i < len(data); i++ {
		if strings.Contains(data[i], "Exception") { // not every build has it in its place
			failure = strings.TrimSpace(data[i])
		}
	}
	outcome := "unknown"
	switch {
	case e.ID == cmdletFailed, e.ID == cmdletException, failure != "":
		outcome = "failed"
	case e.ID == cmdletDone:
		outcome = "completed"
	}
	rec.Derive(exchange.FieldOutcome, outcome)
	rec.Derive(exchange.FieldError, failure)
}
