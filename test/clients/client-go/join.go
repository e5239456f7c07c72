package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/certificate"
	"k8s.io/client-go/util/certificate/csr"
	"k8s.io/client-go/util/keyutil"
)

var joinChecks = []check{
	{"a node joins with a token, like kubeadm join", join},
}

const (
	tokenID, tokenSecret = "abcdef", "0123456789abcdef"
	tokenGroup           = "system:bootstrappers:kubeadm:default-node-token"
	node                 = "system:node:n1"
)

// permit prepares a cluster for joining nodes, like `kubeadm init phase bootstrap-token`: a token,
// and permissions for the token's owners and for nodes.
func permit(ctx context.Context, client kubernetes.Interface) error {
	if _, err := client.CoreV1().Secrets("kube-system").Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "bootstrap-token-" + tokenID},
		Type:       corev1.SecretTypeBootstrapToken,
		StringData: map[string]string{
			"token-id": tokenID, "token-secret": tokenSecret, "auth-extra-groups": tokenGroup,
			"usage-bootstrap-authentication": "true", "usage-bootstrap-signing": "true",
		},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	if _, err := client.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "kubeadm:get-nodes"},
		Rules:      []rbacv1.PolicyRule{{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: []string{"nodes"}}},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	const approves = "system:certificates.k8s.io:certificatesigningrequests:"
	for name, binding := range map[string][2]string{
		"kubeadm:get-nodes":                             {"kubeadm:get-nodes", tokenGroup},
		"kubeadm:kubelet-bootstrap":                     {"system:node-bootstrapper", tokenGroup},
		"kubeadm:node-autoapprove-bootstrap":            {approves + "nodeclient", tokenGroup},
		"kubeadm:node-autoapprove-certificate-rotation": {approves + "selfnodeclient", "system:nodes"},
	} {
		if _, err := client.RbacV1().ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: binding[0]},
			Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: binding[1]}},
		}, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// publish makes the cluster's address public, like `kubeadm init phase bootstrap-token`.
func publish(ctx context.Context, client kubernetes.Interface, config *rest.Config) error {
	const name, open = "cluster-info", "kubeadm:bootstrap-signer-clusterinfo"
	where := clientcmdapi.NewConfig()
	where.Clusters[""] = &clientcmdapi.Cluster{Server: config.Host, CertificateAuthorityData: config.CAData}
	text, err := clientcmd.Write(*where)
	if err != nil {
		return err
	}
	if _, err := client.CoreV1().ConfigMaps(metav1.NamespacePublic).Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"kubeconfig": string(text)},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	roles := client.RbacV1()
	if _, err := roles.Roles(metav1.NamespacePublic).Create(ctx, &rbacv1.Role{
		ObjectMeta: metav1.ObjectMeta{Name: open},
		Rules:      []rbacv1.PolicyRule{{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: []string{"configmaps"}, ResourceNames: []string{name}}},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	_, err = roles.RoleBindings(metav1.NamespacePublic).Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: open},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: open},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: "system:anonymous"}},
	}, metav1.CreateOptions{})
	return err
}

func join(ctx context.Context, config *rest.Config) error {
	admin, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if err := permit(ctx, admin); err != nil {
		return err
	}
	if err := publish(ctx, admin, config); err != nil {
		return err
	}
	authority, err := cert.ParseCertsPEM(config.CAData)
	if err != nil {
		return err
	}
	found, err := discover(ctx, config.Host, sha256.Sum256(authority[0].RawSubjectPublicKeyInfo))
	if err != nil {
		return err
	}
	withToken := rest.CopyConfig(found)
	withToken.BearerToken = tokenID + "." + tokenSecret
	client, err := kubernetes.NewForConfig(withToken)
	if err != nil {
		return err
	}
	// kubeadm checks that there is no node with that name
	if _, err := client.CoreV1().Nodes().Get(ctx, "n1", metav1.GetOptions{}); !errors.IsNotFound(err) {
		return differ("a missing node", err, "not found")
	}
	return bootstrap(ctx, client, found)
}

// discover trusts the published data only if it is signed with the token and names the CA whose key
// is pinned.
func discover(ctx context.Context, host string, pin [sha256.Size]byte) (*rest.Config, error) {
	blind := &rest.Config{Host: host, TLSClientConfig: rest.TLSClientConfig{Insecure: true}}
	published, err := clusterInfo(ctx, blind)
	if err != nil {
		return nil, err
	}
	text := published.Data["kubeconfig"]
	if !isSigned(published.Data["jws-kubeconfig-"+tokenID], text) {
		return nil, fmt.Errorf("%q is not a signature made with the token", published.Data["jws-kubeconfig-"+tokenID])
	}
	read, err := clientcmd.Load([]byte(text))
	if err != nil {
		return nil, err
	}
	cluster := read.Clusters[""]
	if len(read.Clusters) != 1 || cluster == nil {
		return nil, differ("clusters", read.Clusters, "one")
	}
	certificates, err := cert.ParseCertsPEM(cluster.CertificateAuthorityData)
	if err != nil {
		return nil, err
	}
	if sha256.Sum256(certificates[0].RawSubjectPublicKeyInfo) != pin {
		return nil, fmt.Errorf("another authority is published")
	}
	trusted := &rest.Config{Host: cluster.Server, TLSClientConfig: rest.TLSClientConfig{CAData: cluster.CertificateAuthorityData}}
	again, err := clusterInfo(ctx, trusted)
	if err != nil {
		return nil, err
	}
	if again.Data["kubeconfig"] != text {
		return nil, differ("the data read with the published CA", again.Data["kubeconfig"], text)
	}
	return trusted, nil
}

// clusterInfo waits until the published data is signed.
func clusterInfo(ctx context.Context, config *rest.Config) (*corev1.ConfigMap, error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	for {
		published, err := client.CoreV1().ConfigMaps(metav1.NamespacePublic).Get(ctx, "cluster-info", metav1.GetOptions{})
		if err != nil || published.Data["jws-kubeconfig-"+tokenID] != "" {
			return published, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// isSigned reports whether jws is a JWS with detached content (RFC 7515, appendix F), signed with
// the token.
func isSigned(jws, content string) bool {
	parts := strings.Split(jws, ".")
	if len(parts) != 3 || parts[1] != "" {
		return false
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(tokenSecret))
	mac.Write([]byte(parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(content))))
	return hmac.Equal(signature, mac.Sum(nil))
}

// bootstrap requests the kubelet's first certificate as kubelets do, and creates its node with that
// certificate.
func bootstrap(ctx context.Context, client kubernetes.Interface, found *rest.Config) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.CertificateRequest{Subject: pkix.Name{CommonName: node, Organization: []string{"system:nodes"}}}
	der, err := x509.CreateCertificateRequest(rand.Reader, template, key)
	if err != nil {
		return err
	}
	request := pem.EncodeToMemory(&pem.Block{Type: cert.CertificateRequestBlockType, Bytes: der})
	ask := func() (string, error) {
		name, uid, err := csr.RequestCertificate(client, request, "node-csr-n1", certificatesv1.KubeAPIServerClientKubeletSignerName, nil,
			certificate.DefaultKubeletClientGetUsages(key), key)
		return name + string(uid), err
	}
	name, err := ask()
	if err != nil {
		return err
	}
	// a restarted kubelet uses the existing request
	if again, err := ask(); err != nil || again != name {
		return differ("the request of a kubelet that asks again", []any{again, err}, name)
	}
	made, err := client.CertificatesV1().CertificateSigningRequests().Get(ctx, "node-csr-n1", metav1.GetOptions{})
	if err != nil {
		return err
	}
	issued, err := csr.WaitForCertificate(ctx, client, made.Name, made.UID)
	if err != nil {
		return err
	}
	keyPEM, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return err
	}
	own := rest.CopyConfig(found)
	own.CertData, own.KeyData = bytes.TrimSpace(issued), keyPEM
	kubelet, err := kubernetes.NewForConfig(own)
	if err != nil {
		return err
	}
	if _, err := kubelet.CoreV1().Nodes().Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "n1"}}, metav1.CreateOptions{}); err != nil {
		return err
	}
	// `kubeadm join` writes this annotation with the kubelet's certificate
	patch := []byte(`{"metadata":{"annotations":{"kubeadm.alpha.kubernetes.io/cri-socket":"unix:///run/containerd/containerd.sock"}}}`)
	if _, err := kubelet.CoreV1().Nodes().Patch(ctx, "n1", "application/strategic-merge-patch+json", patch, metav1.PatchOptions{}); err != nil {
		return err
	}
	if _, err := kubelet.CoreV1().Nodes().Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "n2"}}, metav1.CreateOptions{}); !errors.IsForbidden(err) {
		return differ("creating another node", err, "forbidden")
	}
	return nil
}
