package main

// rulesCommand is "athar rules".
type rulesCommand struct {
	List     rulesList     `cmd:"" help:"List the built-in rules."`
	Check    rulesCheck    `cmd:"" help:"Load the rules of a folder and say which failed, and why."`
	Test     rulesTest     `cmd:"" help:"Run the samples that stand beside the rules."`
	Explain  rulesExplain  `cmd:"" help:"Show why a rule matches the records of a log, or does not."`
	Literals rulesLiterals `cmd:"" hidden:"" help:"Print the literals that rules begin with."`
}
