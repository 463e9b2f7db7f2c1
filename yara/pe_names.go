package yara

import (
	"fmt"
	"strings"
)

// nameLine writes a distinguished name on one line, in the form that rules are
// written against: /C=US/O=Example/CN=Example.
func nameLine(der []byte) string {
	var b strings.Builder
	for _, set := range parts(der) {
		for _, pair := range parts(set.Bytes) {
			kv := parts(pair.Bytes)
			if len(kv) != 2 {
				continue
			}
			oid := oidOf(kv[0])
			name := attributeNames[oid]
			if name == "" {
				name = oid
			}
			b.WriteString("/" + name + "=")
			for _, c := range kv[1].Bytes {
				if c < ' ' || c > '~' {
					fmt.Fprintf(&b, `\x%02X`, c)
				} else {
					b.WriteByte(c)
				}
			}
		}
	}
	return b.String()
}

// attributeNames are the short names of RFC 4519 and PKCS #9 attributes.
var attributeNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L",
	"2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title",
	"2.5.4.13": "description", "2.5.4.15": "businessCategory", "2.5.4.16": "postalAddress",
	"2.5.4.17": "postalCode", "2.5.4.18": "postOfficeBox", "2.5.4.42": "GN", "2.5.4.43": "initials",
	"2.5.4.46": "dnQualifier", "1.2.840.113549.1.9.1": "emailAddress",
	"0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
	"1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
	"1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}

// signatureAlgorithms are the long names of the algorithms of certificates.
var signatureAlgorithms = map[string]string{
	"1.2.840.113549.1.1.2": "md2WithRSAEncryption", "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
	"1.2.840.113549.1.1.5": "sha1WithRSAEncryption", "1.3.14.3.2.29": "sha1WithRSA",
	"1.2.840.113549.1.1.10": "rsassaPss", "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
	"1.2.840.113549.1.1.12": "sha384WithRSAEncryption", "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
	"1.2.840.10040.4.3": "dsaWithSHA1", "1.2.840.10045.4.1": "ecdsa-with-SHA1",
	"1.2.840.10045.4.3.2": "ecdsa-with-SHA256", "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
	"1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
}
