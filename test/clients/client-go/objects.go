package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	corev1apply "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/keyutil"
)

var objectChecks = []check{
	{"a namespace is filled with RBAC, an account, a workload and a secret", firstObjects},
	{"nil in a map of bytes becomes empty bytes", nilBytes},
	{"an object is updated, patched, applied, listed and deleted", changes},
	{"a request is created, approved and signed, and its certificate logs in", certified},
	{"reviews are answered, and a token is issued", reviews},
	{"errors are decoded from protobuf", failures},
}

func firstObjects(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if _, err := client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{
		ObjectMeta: metav1.ObjectMeta{Name: namespace, Labels: map[string]string{"made-by": "client-go"}},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	if _, err := client.RbacV1().Roles(namespace).Create(ctx, &rbacv1.Role{
		ObjectMeta: metav1.ObjectMeta{Name: "reader"},
		Rules: []rbacv1.PolicyRule{
			{Verbs: []string{"get", "list"}, APIGroups: []string{""}, Resources: []string{"configmaps"}, ResourceNames: []string{"a"}},
		},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	if _, err := client.RbacV1().RoleBindings(namespace).Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "reader"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: "reader"},
		Subjects:   []rbacv1.Subject{{Kind: "User", APIGroup: rbacv1.GroupName, Name: "jane"}},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	if _, err := client.CoreV1().ServiceAccounts(namespace).Create(ctx, &corev1.ServiceAccount{
		ObjectMeta: metav1.ObjectMeta{Name: "robot", Annotations: map[string]string{"a": "b"}},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	if err := workload(ctx, client); err != nil {
		return err
	}
	immutable := true
	_, err = client.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "full", Finalizers: []string{"example.com/kept"}},
		Data:       map[string][]byte{"binary": {0, 1, 0xff}},
		StringData: map[string]string{"text": "ü"},
		Immutable:  &immutable,
	}, metav1.CreateOptions{})
	return err
}

// workload creates a pod with fields of most types, and a Deployment and a Service that select it.
func workload(ctx context.Context, client kubernetes.Interface) error {
	yes, seconds, user, mode := true, int64(30), int64(1000), int32(0o440)
	pod := corev1.PodSpec{
		ServiceAccountName:            "robot",
		TerminationGracePeriodSeconds: &seconds,
		NodeSelector:                  map[string]string{"disk": "fast"},
		SecurityContext:               &corev1.PodSecurityContext{RunAsUser: &user, RunAsNonRoot: &yes, SupplementalGroups: []int64{1, 2}},
		Tolerations:                   []corev1.Toleration{{Key: "a", Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: &seconds}},
		Containers: []corev1.Container{{
			Name: "main", Image: "example.com/main:1",
			Command: []string{"main"}, Args: []string{"-v"},
			Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 80}},
			Env: []corev1.EnvVar{
				{Name: "A", Value: "b"},
				{Name: "NODE", ValueFrom: &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: "spec.nodeName"}}},
			},
			Resources: corev1.ResourceRequirements{
				Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: resource.MustParse("1Gi")},
			},
			ReadinessProbe: &corev1.Probe{
				ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/ready", Port: intstr.FromString("http")}},
			},
			VolumeMounts: []corev1.VolumeMount{{Name: "all", MountPath: "/all", ReadOnly: true}},
		}},
		Volumes: []corev1.Volume{{Name: "all", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{
			DefaultMode: &mode,
			Sources: []corev1.VolumeProjection{
				{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "token", ExpirationSeconds: &[]int64{3607}[0]}},
				{ConfigMap: &corev1.ConfigMapProjection{LocalObjectReference: corev1.LocalObjectReference{Name: "kube-root-ca.crt"}}},
			},
		}}}},
	}
	labels := map[string]string{"app": "main"}
	if _, err := client.CoreV1().Pods(namespace).Create(ctx, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "main", Labels: labels}, Spec: pod,
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	if _, err := client.AppsV1().Deployments(namespace).Create(ctx, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "main"},
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: pod},
		},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	_, err := client.CoreV1().Services(namespace).Create(ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "main"},
		Spec:       corev1.ServiceSpec{Selector: labels, Ports: []corev1.ServicePort{{Port: 80, TargetPort: intstr.FromInt32(8080)}}},
	}, metav1.CreateOptions{})
	return err
}

func nilBytes(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	secret, err := client.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "nothing"},
		Data:       map[string][]byte{"a": nil},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if value, there := secret.Data["a"]; !there || len(value) > 0 {
		return differ("data", secret.Data, "an empty a")
	}
	return nil
}

func changes(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	maps := client.CoreV1().ConfigMaps(namespace)
	made, err := maps.Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "changes-"},
		Data:       map[string]string{"x": "1"},
		BinaryData: map[string][]byte{"b": {0x80}},
	}, metav1.CreateOptions{FieldManager: "maker"})
	if err != nil {
		return err
	}
	made.Data["y"] = "2"
	updated, err := maps.Update(ctx, made, metav1.UpdateOptions{})
	if err != nil {
		return err
	}
	if len(updated.ManagedFields) == 0 || updated.ManagedFields[0].FieldsV1 == nil {
		return fmt.Errorf("no managed fields: %v", updated.ManagedFields)
	}
	patched, err := maps.Patch(ctx, made.Name, types.StrategicMergePatchType, []byte(`{"data":{"x":null,"z":"3"}}`), metav1.PatchOptions{})
	if err != nil {
		return err
	}
	if len(patched.Data) != 2 || patched.Data["z"] != "3" {
		return differ("patched", patched.Data, "y and z")
	}
	applied, err := maps.Apply(ctx, corev1apply.ConfigMap(made.Name, namespace).WithData(map[string]string{"applied": "yes"}),
		metav1.ApplyOptions{FieldManager: "applier"})
	if err != nil {
		return err
	}
	if applied.Data["applied"] != "yes" || len(applied.Data) != 3 {
		return differ("applied", applied.Data, "three entries")
	}
	if _, err := maps.Update(ctx, made, metav1.UpdateOptions{}); !errors.IsConflict(err) {
		return differ("an old version", err, "a conflict")
	}
	list, err := maps.List(ctx, metav1.ListOptions{FieldSelector: "metadata.name=" + made.Name})
	if err != nil {
		return err
	}
	if len(list.Items) != 1 || !list.Items[0].CreationTimestamp.Time.Equal(made.CreationTimestamp.Time) {
		return differ("found", list.Items, "the one")
	}
	return maps.Delete(ctx, made.Name, metav1.DeleteOptions{Preconditions: metav1.NewUIDPreconditions(string(made.UID))})
}

func certified(ctx context.Context, config *rest.Config) error {
	certificatePEM, keyPEM, err := issue(ctx, config, pkix.Name{CommonName: "gopher", Organization: []string{"burrow"}}, time.Hour)
	if err != nil {
		return err
	}
	return logIn(ctx, config, certificatePEM, keyPEM)
}

// issue makes a key, and gets a certificate for it through a request that it approves.
func issue(ctx context.Context, config *rest.Config, subject pkix.Name, lifetime time.Duration) (certificatePEM, keyPEM []byte, err error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: subject}, key)
	if err != nil {
		return nil, nil, err
	}
	name, requests := subject.CommonName, client.CertificatesV1().CertificateSigningRequests()
	seconds := int32(lifetime / time.Second)
	made, err := requests.Create(ctx, &certificatesv1.CertificateSigningRequest{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: certificatesv1.CertificateSigningRequestSpec{
			Request:           pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}),
			SignerName:        certificatesv1.KubeAPIServerClientSignerName,
			ExpirationSeconds: &seconds,
			Usages:            []certificatesv1.KeyUsage{certificatesv1.UsageClientAuth},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return nil, nil, err
	}
	watch, err := requests.Watch(ctx, metav1.ListOptions{FieldSelector: "metadata.name=" + name, ResourceVersion: made.ResourceVersion})
	if err != nil {
		return nil, nil, err
	}
	defer watch.Stop()
	made.Status.Conditions = append(made.Status.Conditions, certificatesv1.CertificateSigningRequestCondition{
		Type: certificatesv1.CertificateApproved, Status: corev1.ConditionTrue, Reason: "Test", Message: "fine",
		LastUpdateTime: metav1.Now(),
	})
	if _, err := requests.UpdateApproval(ctx, name, made, metav1.UpdateOptions{}); err != nil {
		return nil, nil, err
	}
	for event := range watch.ResultChan() {
		seen, ok := event.Object.(*certificatesv1.CertificateSigningRequest)
		if !ok {
			return nil, nil, differ("event", event, "a request")
		}
		if len(seen.Status.Certificate) > 0 {
			keyPEM, err = keyutil.MarshalPrivateKeyToPEM(key)
			return seen.Status.Certificate, keyPEM, err
		}
	}
	return nil, nil, fmt.Errorf("the watch ended before the certificate came")
}

func logIn(ctx context.Context, config *rest.Config, certificatePEM, keyPEM []byte) error {
	own := rest.AnonymousClientConfig(config)
	own.ContentConfig = config.ContentConfig
	own.CertData, own.KeyData = certificatePEM, keyPEM
	client, err := kubernetes.NewForConfig(own)
	if err != nil {
		return err
	}
	review, err := client.AuthenticationV1().SelfSubjectReviews().Create(ctx, &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	user := review.Status.UserInfo
	if user.Username != "gopher" || !strings.Contains(strings.Join(user.Groups, " "), "burrow") {
		return differ("user", user, "gopher of burrow")
	}
	if _, err := client.CoreV1().Secrets(namespace).List(ctx, metav1.ListOptions{}); !errors.IsForbidden(err) {
		return differ("secrets", err, "forbidden")
	}
	return nil
}

func reviews(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	access, err := client.AuthorizationV1().SubjectAccessReviews().Create(ctx, &authorizationv1.SubjectAccessReview{
		Spec: authorizationv1.SubjectAccessReviewSpec{
			User:               "jane",
			Extra:              map[string]authorizationv1.ExtraValue{"example.com/x": {"a", "b"}},
			ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: namespace, Verb: "get", Resource: "configmaps", Name: "a"},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if !access.Status.Allowed || access.Spec.Extra["example.com/x"].String() != "[a b]" {
		return differ("access", access, "allowed")
	}
	rules, err := client.AuthorizationV1().SelfSubjectRulesReviews().Create(ctx, &authorizationv1.SelfSubjectRulesReview{
		Spec: authorizationv1.SelfSubjectRulesReviewSpec{Namespace: namespace},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if len(rules.Status.ResourceRules) == 0 || len(rules.Status.NonResourceRules) == 0 {
		return differ("rules", rules.Status, "those of an administrator")
	}
	seconds := int64(3600)
	token, err := client.CoreV1().ServiceAccounts(namespace).CreateToken(ctx, "robot", &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: &seconds},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	known, err := client.AuthenticationV1().TokenReviews().Create(ctx, &authenticationv1.TokenReview{
		Spec: authenticationv1.TokenReviewSpec{Token: token.Status.Token},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if known.Status.User.Username != "system:serviceaccount:"+namespace+":robot" || token.Status.ExpirationTimestamp.Before(&metav1.Time{Time: time.Now()}) {
		return differ("token", known.Status, "the robot's")
	}
	return nil
}

func failures(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	maps := client.CoreV1().ConfigMaps(namespace)
	if _, err := maps.Get(ctx, "absent", metav1.GetOptions{}); !errors.IsNotFound(err) {
		return differ("a get of a missing object", err, "not found")
	}
	_, err = maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "No_Name"}, Data: map[string]string{"/": ""}}, metav1.CreateOptions{})
	status, ok := err.(errors.APIStatus)
	if !errors.IsInvalid(err) || !ok || status.Status().Details == nil || len(status.Status().Details.Causes) != 2 {
		return differ("a create of an invalid object", err, "invalid, with two causes")
	}
	if _, err := client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{}); !errors.IsAlreadyExists(err) {
		return differ("a second create", err, "already exists")
	}
	anonymous := rest.AnonymousClientConfig(config)
	anonymous.ContentConfig = config.ContentConfig
	nobody, err := kubernetes.NewForConfig(anonymous)
	if err != nil {
		return err
	}
	if _, err := nobody.CoreV1().Secrets(namespace).List(ctx, metav1.ListOptions{}); !errors.IsForbidden(err) {
		return differ("a list by an anonymous client", err, "forbidden")
	}
	return nil
}
