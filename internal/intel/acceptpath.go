package intel

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// acceptPath turns a path into the form in which paths are compared: slashes, in
// small letters, without drive, so that it fits wherever the disk was mounted.
func acceptPath(v string) (Type, string, error) {
	rooted := strings.HasPrefix(v, "/")
	v = slashed(v)
	v = environment.ReplaceAllString(v, "*")
	if i := strings.IndexByte(v, ':'); i == 1 {
		v = v[2:]
	}
	v = strings.Trim(v, "/")
	name := v[strings.LastIndexByte(v, '/')+1:]
	switch {
	case v == "" || strings.Trim(v, "*?/.") == "":
		return None, "", errors.New("a path that fits every file")
	case strings.ContainsAny(v, "\t\"<>|\x00"):
		return None, "", errors.New("no path: it holds characters that no file's name has")
	case !strings.Contains(v, "/") && rooted:
		return acceptURL("/" + v)
	case !strings.Contains(v, "/"):
		return acceptName(name)
	}
	return Path, v, nil
}

// environment are the variables that lists begin paths with. They stand for one
// or more folders.
var environment = regexp.MustCompile(`^%[A-Za-z0-9_() ]{1,40}%`)

// slashed writes a path with single slashes and in small letters.
func slashed(v string) string {
	v = strings.ToLower(strings.ReplaceAll(v, `\`, "/"))
	for strings.Contains(v, "//") {
		v = strings.ReplaceAll(v, "//", "/")
	}
	return v
}

func acceptName(v string) (Type, string, error) {
	v = strings.ToLower(strings.TrimSpace(v))
	stem, _, _ := strings.Cut(v, ".")
	switch {
	case strings.ContainsAny(v, "/\\\t\"<>|:\x00"):
		return None, "", errors.New("no file's name")
	case len(v) < minWord || strings.Trim(stem, "*?") == "":
		return None, "", errors.New("a name that fits too many files")
	}
	return Filename, v, nil
}

// acceptPattern checks a regular expression for paths, as public lists hold them.
func acceptPattern(v string) (Type, string, error) {
	if len(v) > maxPattern {
		return None, "", fmt.Errorf("a pattern longer than %d bytes", maxPattern)
	}
	tree, err := syntax.Parse(v, syntax.Perl|syntax.FoldCase)
	if err != nil {
		return None, "", fmt.Errorf("no regular expression that can be used: %w", err)
	}
	if tree.Simplify().Op == syntax.OpEmptyMatch {
		return None, "", errors.New("a pattern that fits everything")
	}
	if re, err := regexp.Compile("(?i)" + v); err != nil {
		return None, "", fmt.Errorf("no regular expression that can be used: %w", err)
	} else if re.MatchString("") || re.MatchString(`C:\Windows\`) {
		return None, "", errors.New("a pattern that fits everything")
	}
	return Pattern, v, nil
}
