package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar/yara"
)

// largestRules is how large a rule file may be.
const largestRules = 32 << 20

// readRules reads files and folders of rules. As with yara a name may have a
// namespace before a colon, and all others share one.
func readRules(names []string) ([]yara.Source, error) {
	var sources []yara.Source
	for _, name := range names {
		space, path := splitNamespace(name)
		files := []string{path}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			if files, err = ruleFiles(path); err != nil {
				return nil, err
			}
		}
		for _, file := range files {
			text, err := readRuleFile(file)
			if err != nil {
				return nil, fmt.Errorf("could not open rules: %w", err)
			}
			sources = append(sources, yara.Source{Name: file, Namespace: space, Text: text})
		}
	}
	return sources, nil
}

// splitNamespace parts NAMESPACE:FILE, unless there is a file of that name. One
// letter before a colon is a drive.
func splitNamespace(name string) (space, path string) {
	if _, err := os.Stat(name); err == nil {
		return "", name
	}
	space, path, found := strings.Cut(name, ":")
	if !found || len(space) < 2 || strings.ContainsAny(space, `/\`) {
		return "", name
	}
	return space, path
}

// ruleFiles lists the rule files below a folder, in the order of their names.
func ruleFiles(folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".yar", ".yara", ".rule", ".rules":
			if !d.IsDir() {
				files = append(files, path)
			}
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no rules in this folder: they end in .yar, .yara, .rule or .rules", folder)
	}
	return files, err
}

func readRuleFile(name string) (string, error) {
	file, size, err := openRegular(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if size > largestRules {
		return "", fmt.Errorf("%s: rule file of %d bytes: at most %d are read", name, size, largestRules)
	}
	b := make([]byte, size)
	if _, err := file.ReadAt(b, 0); err != nil && size > 0 {
		return "", err
	}
	return string(b), nil
}

// includeRules finds an included file beside the one that includes it.
func includeRules(from, path string) (name, text string, err error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(from), path)
	}
	text, err = readRuleFile(path)
	return path, text, err
}

// parseExternals reads NAME=VALUE; the value says what kind it is, as with
// yara.
func parseExternals(defines []string) (map[string]any, error) {
	externals := make(map[string]any)
	for _, define := range defines {
		name, value, found := strings.Cut(define, "=")
		if !found || name == "" {
			return nil, fmt.Errorf("-d %s: write it as NAME=VALUE", define)
		}
		externals[name] = externalValue(value)
	}
	return externals, nil
}

func externalValue(value string) any {
	if value == "true" || value == "false" {
		return value == "true"
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return n
	}
	digits := strings.Trim(strings.TrimPrefix(value, "-"), "0123456789")
	if f, err := strconv.ParseFloat(value, 64); err == nil && digits == "." {
		return f
	}
	return value
}
