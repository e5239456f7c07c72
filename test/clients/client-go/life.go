//go:build goexperiment.synctest

package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net/http"
	"os"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/certificate"
)

func init() {
	suites["life"] = []check{
		{"if a leader gets only conflicts, another takes over when its lease expires", inBubble(followLeader)},
		{"a kubelet's certificate is rotated, late if the signer is silent, and expires", inBubble(live)},
	}
}

// followLeader runs two candidates with the durations of Kubernetes' own components.
func followLeader(ctx context.Context, b *bubble) error {
	durations := [3]time.Duration{15 * time.Second, 10 * time.Second, 2 * time.Second}
	leads, stops, err := elect(ctx, b.as("first", token(), nil), "first", durations)
	if err != nil {
		return err
	}
	<-leads
	follows, _, err := elect(ctx, b.as("second", token(), nil), "second", durations)
	if err != nil {
		return err
	}
	time.Sleep(5 * time.Minute)
	select {
	case <-follows:
		return fmt.Errorf("the second leads too, although nothing happened for five minutes")
	case <-stops:
		return fmt.Errorf("the first stopped leading, although nothing happened for five minutes")
	default:
	}
	match := object{"userAgent": "first", "verb": "update", "resource": "leases"}
	if err := b.manage(http.MethodPost, "/faults", object{"name": "conflicts", "match": match, "fault": object{"status": object{"code": 409}}}); err != nil {
		return err
	}
	ordered := time.Now()
	ended, followed := (<-stops).Sub(ordered), (<-follows).Sub(ordered)
	// the last renewal was up to 2 s earlier; the follower checks every 2 to 4.4 s
	if ended < 8*time.Second || ended > 14*time.Second || followed < 13*time.Second || followed > 24*time.Second {
		return differ("when the first stopped, and the second started", []time.Duration{ended, followed}, "10 s and 15 s")
	}
	return b.manage(http.MethodDelete, "/faults", nil)
}

// live runs a kubelet's certificate manager for three years.
func live(ctx context.Context, b *bubble) error {
	admin, err := kubernetes.NewForConfig(b.as("admin", token(), nil))
	if err != nil {
		return err
	}
	if err := permit(ctx, admin); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "csrlab-life-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	store, err := certificate.NewFileStore("kubelet-client", folder, folder, "", "")
	if err != nil {
		return err
	}
	asks := make(chan time.Time, 1000)
	manager, err := certificate.NewManager(&certificate.Config{
		ClientsetFn: func(current *tls.Certificate) (kubernetes.Interface, error) {
			asks <- time.Now()
			if current == nil {
				return kubernetes.NewForConfig(b.as("kubelet", tokenID+"."+tokenSecret, nil))
			}
			return kubernetes.NewForConfig(b.as("kubelet", "", current))
		},
		Template:         &x509.CertificateRequest{Subject: pkix.Name{CommonName: node, Organization: []string{"system:nodes"}}},
		SignerName:       certificatesv1.KubeAPIServerClientKubeletSignerName,
		GetUsages:        certificate.DefaultKubeletClientGetUsages,
		CertificateStore: store,
	})
	if err != nil {
		return err
	}
	manager.Start()
	defer manager.Stop()

	// the first certificate, and its successor
	first := changed(manager, nil)
	if err := isNode(ctx, b, first); err != nil {
		return err
	}
	second := changed(manager, first)
	if at := part(first, time.Now()); at < 0.69 || at > 0.91 {
		return differ("the share of its lifetime after which it was rotated", at, "0.7 to 0.9")
	}
	if err := isNode(ctx, b, second); err != nil {
		return err
	}

	// the third is late: the signer does nothing for two hours after the first request
	for len(asks) > 0 {
		<-asks
	}
	match := object{"signer": certificatesv1.KubeAPIServerClientKubeletSignerName}
	if err := b.manage(http.MethodPost, "/faults", object{"name": "silence", "match": match, "fault": object{"signer": object{"silent": true}}}); err != nil {
		return err
	}
	if at := part(second, <-asks); at < 0.69 || at > 0.91 {
		return differ("the share of its lifetime after which the next one was requested", at, "0.7 to 0.9")
	}
	time.Sleep(2 * time.Hour)
	if manager.Current() != second {
		return fmt.Errorf("a certificate came from a silent signer")
	}
	if err := isNode(ctx, b, second); err != nil {
		return err
	}
	if err := b.manage(http.MethodDelete, "/faults/silence", nil); err != nil {
		return err
	}
	spoke := time.Now()
	third := changed(manager, second)
	if late := time.Since(spoke); late > time.Hour {
		return differ("the wait after the silence", late, "at most one more try")
	}

	// the third expires although it has a successor
	client, err := kubernetes.NewForConfig(b.as("kubelet", "", third))
	if err != nil {
		return err
	}
	fourth := changed(manager, third)
	if at := part(third, time.Now()); at < 0.69 || at > 0.91 {
		return differ("the share of its lifetime after which it was rotated", at, "0.7 to 0.9")
	}
	time.Sleep(time.Until(third.Leaf.NotAfter) - time.Minute)
	if err := whoAmI(ctx, client); err != nil {
		return err
	}
	time.Sleep(2 * time.Minute)
	if err := whoAmI(ctx, client); !errors.IsUnauthorized(err) {
		return differ("an expired certificate on an open connection", err, "unauthorized")
	}
	return isNode(ctx, b, fourth)
}

// changed waits for another certificate.
func changed(manager certificate.Manager, before *tls.Certificate) *tls.Certificate {
	for {
		if current := manager.Current(); current != nil && current != before {
			return current
		}
		time.Sleep(time.Minute)
	}
}

// part returns the fraction of a certificate's lifetime that has passed at a time.
func part(of *tls.Certificate, at time.Time) float64 {
	begin, end := of.Leaf.NotBefore, of.Leaf.NotAfter
	return float64(at.Sub(begin)) / float64(end.Sub(begin))
}

func whoAmI(ctx context.Context, client kubernetes.Interface) error {
	review, err := client.AuthenticationV1().SelfSubjectReviews().Create(ctx, &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if err == nil && review.Status.UserInfo.Username != node {
		return differ("user", review.Status.UserInfo.Username, node)
	}
	return err
}

func isNode(ctx context.Context, b *bubble, certificate *tls.Certificate) error {
	client, err := kubernetes.NewForConfig(b.as("kubelet", "", certificate))
	if err != nil {
		return err
	}
	return whoAmI(ctx, client)
}
