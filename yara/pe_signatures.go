package yara

import (
	"crypto/sha1"
	"encoding/asn1"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"
)

// peSignature is what the module says of a signer: its certificate. That the
// signature holds is not checked; rules use it to recognise certificates.
type peSignature struct {
	thumbprint, issuer, subject, algorithm, oid, serial string
	version, notBefore, notAfter                        int64
}

func peSignatureSchema() *schema {
	return structOf(map[string]*schema{
		"thumbprint": text, "issuer": text, "subject": text, "version": integer, "algorithm": text,
		"algorithm_oid": text, "serial": text, "not_before": integer, "not_after": integer,
		"valid_on": function(overload{"i", intKind, func(_ *scan, self value, a []value) value {
			o := self.object()
			if o == nil {
				return undefined
			}
			from, to := o.fields["not_before"], o.fields["not_after"]
			if !from.defined() || !to.defined() {
				return undefined
			}
			return intValue(boolValue(a[0].i >= from.i && a[0].i <= to.i).i)
		}}),
	})
}

func (p *peFile) signatureFields(f fields) {
	var out []value
	for _, sig := range p.signatures() {
		one := fields{
			"thumbprint": stringValue(sig.thumbprint), "issuer": stringValue(sig.issuer),
			"subject": stringValue(sig.subject), "version": intValue(sig.version),
			"algorithm": stringValue(sig.algorithm), "algorithm_oid": stringValue(sig.oid),
			"serial": stringValue(sig.serial),
		}
		if sig.notAfter != 0 {
			one["not_before"], one["not_after"] = intValue(sig.notBefore), intValue(sig.notAfter)
		}
		out = append(out, structValue(one))
	}
	f["number_of_signatures"], f["signatures"] = intValue(int64(len(out))), arrayValue(out)
}

// signatures reads the table of certificates at the end of the file. Its
// address is an offset.
func (p *peFile) signatures() []peSignature {
	address, size, ok := p.directory(securityDirectory)
	if !ok || address == 0 || int64(address)+int64(size) > p.in.size {
		return nil
	}
	var out []peSignature
	at, end := int64(address), int64(address)+int64(size)
	for range peSignatures {
		const pkcs, largest = 2, 16 << 20
		head, ok := p.in.bytes(at, 8)
		if !ok || at+8 > end {
			break
		}
		length := int64(binary.LittleEndian.Uint32(head))
		if length <= 8 || length > end-at || length > largest {
			break
		}
		if binary.LittleEndian.Uint16(head[6:]) == pkcs {
			if b, ok := p.in.bytes(at+8, int(length-8)); ok {
				out = append(out, readPKCS7(b, 0)...)
			}
		}
		at += (length + 7) &^ 7
	}
	return out[:min(len(out), peSignatures)]
}

// parts splits the contents of a DER value.
func parts(b []byte) []asn1.RawValue {
	const most = 4096
	var out []asn1.RawValue
	for len(b) > 0 && len(out) < most {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(b, &v)
		if err != nil {
			break
		}
		out = append(out, v)
		b = rest
	}
	return out
}

// complete reports whether nothing broken stands behind the parts of b.
func complete(b []byte, parts []asn1.RawValue) bool {
	n := 0
	for _, v := range parts {
		n += len(v.FullBytes)
	}
	return n == len(b)
}

// readPKCS7 returns the signers of signed data (RFC 2315), and those of the
// signatures that are nested in it.
func readPKCS7(b []byte, depth int) []peSignature {
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(b, &outer); err != nil {
		return nil
	}
	info := parts(outer.Bytes)
	if len(info) < 2 {
		return nil
	}
	var signed asn1.RawValue
	if _, err := asn1.Unmarshal(info[1].Bytes, &signed); err != nil {
		return nil
	}
	// version, digests, content, certificates, lists of revoked ones, signers.
	all := parts(signed.Bytes)
	if len(all) < 4 || len(all[2].Bytes) == 0 || !complete(signed.Bytes, all) {
		return nil
	}
	var certificates, signers []asn1.RawValue
	for i, v := range all {
		switch {
		case v.Class == asn1.ClassContextSpecific && v.Tag == 0:
			certificates = parts(v.Bytes)
		case i >= 3 && v.Class == asn1.ClassUniversal && v.Tag == asn1.TagSet:
			signers = parts(v.Bytes)
		}
	}
	var out []peSignature
	for _, signer := range signers {
		// version, issuer and serial number, digest, its encryption, and the
		// encrypted digest, with attributes between. One that is broken breaks
		// the whole, as it does for yara: what is no signature must not count
		// as one.
		const fewest = 5
		fields := parts(signer.Bytes)
		if len(fields) < fewest || !complete(signer.Bytes, fields) {
			return nil
		}
		id := parts(fields[1].Bytes) // issuer and serial number
		if len(id) != 2 {
			continue
		}
		for _, c := range certificates {
			if sig, ok := readCertificate(c.FullBytes, id[0].FullBytes, id[1].Bytes); ok {
				out = append(out, sig)
				break
			}
		}
		for _, v := range fields[2:] {
			if v.Class == asn1.ClassContextSpecific && v.Tag == 1 && depth == 0 {
				out = append(out, nestedSignatures(v.Bytes)...)
			}
		}
	}
	return out
}

// nestedSignatures looks through attributes that are not signed for Microsoft's
// nested signature.
func nestedSignatures(attributes []byte) []peSignature {
	nested := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 311, 2, 4, 1}
	var out []peSignature
	for _, attribute := range parts(attributes) {
		kv := parts(attribute.Bytes)
		if len(kv) != 2 || oidOf(kv[0]) != nested.String() {
			continue
		}
		for _, v := range parts(kv[1].Bytes) {
			out = append(out, readPKCS7(v.FullBytes, 1)...)
		}
	}
	return out
}

// readCertificate reads a certificate if issuer and serial number are those
// asked for.
func readCertificate(der, issuer, serial []byte) (peSignature, bool) {
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return peSignature{}, false
	}
	whole := parts(outer.Bytes)
	if len(whole) < 2 {
		return peSignature{}, false
	}
	f := parts(whole[0].Bytes)
	version := int64(1)
	if len(f) > 0 && f[0].Class == asn1.ClassContextSpecific && f[0].Tag == 0 {
		if v := parts(f[0].Bytes); len(v) == 1 && len(v[0].Bytes) == 1 {
			version = int64(v[0].Bytes[0]) + 1
		}
		f = f[1:]
	}
	// serial, algorithm, issuer, validity, subject
	if len(f) < 5 || string(f[0].Bytes) != string(serial) || string(f[2].FullBytes) != string(issuer) {
		return peSignature{}, false
	}
	sum := sha1.Sum(der)
	sig := peSignature{
		thumbprint: hex.EncodeToString(sum[:]), issuer: nameLine(f[2].Bytes), subject: nameLine(f[4].Bytes),
		version: version,
	}
	var octets []string
	for _, c := range serial {
		octets = append(octets, hex.EncodeToString([]byte{c}))
	}
	sig.serial = strings.Join(octets, ":")
	if a := parts(whole[1].Bytes); len(a) > 0 {
		sig.oid = oidOf(a[0])
		sig.algorithm = signatureAlgorithms[sig.oid]
	}
	if v := parts(f[3].Bytes); len(v) == 2 {
		sig.notBefore, sig.notAfter = derTime(v[0]), derTime(v[1])
	}
	return sig, true
}

func derTime(v asn1.RawValue) int64 {
	var t time.Time
	if _, err := asn1.Unmarshal(v.FullBytes, &t); err != nil {
		return 0
	}
	return t.Unix()
}

func oidOf(v asn1.RawValue) string {
	var oid asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(v.FullBytes, &oid); err != nil {
		return ""
	}
	return oid.String()
}
