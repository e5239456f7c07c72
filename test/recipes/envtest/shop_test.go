package shop

import (
	"bufio"
	"context"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

var cluster *kubernetes.Clientset

func TestMain(m *testing.M) {
	environment := &envtest.Environment{}
	config, err := environment.Start()
	if err != nil {
		log.Fatal(err)
	}
	controllers, err := startControllers(environment)
	if err == nil {
		cluster, err = kubernetes.NewForConfig(config)
	}
	code := 1
	if err != nil {
		log.Print(err)
	} else {
		code = m.Run()
		controllers.Process.Signal(syscall.SIGTERM)
		controllers.Wait()
	}
	environment.Stop()
	os.Exit(code)
}

// startControllers runs csrlab's controllers against the environment, and returns once they are ready.
func startControllers(environment *envtest.Environment) (*exec.Cmd, error) {
	user, err := environment.AddUser(envtest.User{Name: "csrlab", Groups: []string{"system:masters"}}, nil)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := user.KubeConfig()
	if err != nil {
		return nil, err
	}
	// the environment removes this folder
	folder := environment.ControlPlane.APIServer.CertDir
	file := filepath.Join(folder, "csrlab.kubeconfig")
	if err := os.WriteFile(file, kubeconfig, 0o600); err != nil {
		return nil, err
	}
	state := filepath.Join(folder, "csrlab")
	command := exec.Command("csrlab", "controllers", "--kubeconfig", file, "--data-dir", state, "--json")
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	if _, err := bufio.NewReader(output).ReadString('\n'); err != nil {
		return nil, err
	}
	return command, trust(filepath.Join(folder, "client-cert-auth-ca.crt"), filepath.Join(state, "client-ca.crt"))
}

// trust lets users log in with certificates of csrlab's signers: kube-apiserver reloads a changed bundle.
func trust(bundle, ca string) error {
	certificate, err := os.ReadFile(ca)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(bundle, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.Write(certificate)
	return err
}

func TestADeletedNamespaceEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	namespaces := cluster.CoreV1().Namespaces()
	shop := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "shop"}}
	if _, err := namespaces.Create(ctx, shop, meta.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := namespaces.Delete(ctx, "shop", meta.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	for {
		_, err := namespaces.Get(ctx, "shop", meta.GetOptions{})
		if errors.IsNotFound(err) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
