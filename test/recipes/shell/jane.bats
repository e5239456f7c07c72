#!/usr/bin/env bats

setup() {
  cd "$BATS_TEST_TMPDIR"
  openssl req -new -newkey rsa:2048 -nodes -subj /CN=jane -keyout jane.key -out jane.csr
  kubectl create -f - <<EOF
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: jane }
spec:
  request: $(base64 < jane.csr | tr -d '\n')
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
EOF
}

teardown() {
  kubectl delete csr jane
}

@test "jane logs in once her request is approved" {
  kubectl certificate approve jane
  kubectl wait --for=jsonpath='{.status.certificate}' --timeout=60s csr/jane
  kubectl get csr jane -o jsonpath='{.status.certificate}' | base64 -d > jane.crt
  kubectl config set-credentials jane --client-certificate=jane.crt --client-key=jane.key --embed-certs
  name=$(kubectl --user=jane auth whoami -o jsonpath='{.status.userInfo.username}')
  [ "$name" = jane ]
}

@test "certificates need approval" {
  certificate=$(kubectl get csr jane -o jsonpath='{.status.certificate}')
  [ -z "$certificate" ]
}
