package jane

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"os"
	"testing"
	"time"

	certificates "k8s.io/api/certificates/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

var cluster *kubernetes.Clientset

func TestMain(m *testing.M) {
	// the KUBECONFIG of csrlab run
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err == nil {
		cluster, err = kubernetes.NewForConfig(config)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func requestOf(t *testing.T, name string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.CertificateRequest{Subject: pkix.Name{CommonName: name}}
	der, err := x509.CreateCertificateRequest(rand.Reader, template, key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
}

func TestJaneGetsACertificateOnceApproved(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	requests := cluster.CertificatesV1().CertificateSigningRequests()
	made, err := requests.Create(ctx, &certificates.CertificateSigningRequest{
		ObjectMeta: meta.ObjectMeta{Name: "jane"},
		Spec: certificates.CertificateSigningRequestSpec{
			Request:    requestOf(t, "jane"),
			SignerName: certificates.KubeAPIServerClientSignerName,
			Usages:     []certificates.KeyUsage{certificates.UsageClientAuth},
		},
	}, meta.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	made.Status.Conditions = []certificates.CertificateSigningRequestCondition{
		{Type: certificates.CertificateApproved, Status: core.ConditionTrue, Reason: "Test"},
	}
	approved, err := requests.UpdateApproval(ctx, "jane", made, meta.UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	changes, err := requests.Watch(ctx, meta.ListOptions{
		FieldSelector:   "metadata.name=jane",
		ResourceVersion: approved.ResourceVersion,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer changes.Stop()
	for change := range changes.ResultChan() {
		request, ok := change.Object.(*certificates.CertificateSigningRequest)
		if ok && len(request.Status.Certificate) > 0 {
			return
		}
	}
	t.Fatal("no certificate within a minute")
}
