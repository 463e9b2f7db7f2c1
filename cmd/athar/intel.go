package main

// intelCommand is "athar intel".
type intelCommand struct {
	Check intelCheck `cmd:"" help:"Say what lists of indicators hold, and what of them cannot be used."`
}
