// Verifies chains of client certificates as the API server does: with crypto/x509, and with the
// limit of crypto/tls for RSA keys.
//
// In: JSON on standard input, {"now": milliseconds, "cases": [{"leaf", "chain", "roots"}]}, with
// certificates as DER in base64.
// Out: JSON, for each case the error, or an empty string.

//go:debug default=go1.24
package main

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

type question struct {
	Leaf  []byte
	Chain [][]byte
	Roots [][]byte
}

func judge(asked question, now time.Time) error {
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	for _, der := range asked.Roots {
		root, err := x509.ParseCertificate(der)
		if err != nil {
			return fmt.Errorf("root: %w", err)
		}
		roots.AddCert(root)
	}
	var sent []*x509.Certificate
	for _, der := range append([][]byte{asked.Leaf}, asked.Chain...) {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return fmt.Errorf("tls: failed to parse client certificate: %w", err)
		}
		if key, ok := certificate.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() > 8192 {
			return fmt.Errorf("tls: client sent certificate containing RSA key larger than 8192 bits")
		}
		sent = append(sent, certificate)
	}
	for _, intermediate := range sent[1:] {
		intermediates.AddCert(intermediate)
	}
	_, err := sent[0].Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: intermediates,
		CurrentTime:   now,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err
}

func main() {
	var asked struct {
		Now   int64
		Cases []question
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([]string, len(asked.Cases))
	for i, each := range asked.Cases {
		if err := judge(each, time.UnixMilli(asked.Now).UTC()); err != nil {
			answers[i] = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
