#!/bin/sh
# Checks the chart without a cluster: `deploy/helm/check.sh`. Needs helm 3 or 4 on the PATH; renders the examples, and what
# must be refused. With kubeconform on the PATH every object is held against Kubernetes' own schemas; KUBERNETES_SCHEMAS is
# its -schema-location where the default one cannot be reached.
set -eu
cd "$(dirname "$0")"
version=${KUBERNETES_VERSION:-1.36.0}
rendered=$(mktemp)
trap 'rm -f "$rendered"' EXIT

render() {
  helm template onggi onggi --namespace onggi --kube-version "$version" --values examples/values.yaml "$@"
}

refuse() {
  if render "$@" >/dev/null 2>&1; then
    echo "rendered, but should have been refused: $*" >&2
    exit 1
  fi
}

# A variable of some part begins so.
expect() {
  if ! grep -qF "{ name: $1, value: \"$2" "$rendered"; then
    echo "$1 is not $2" >&2
    exit 1
  fi
}

validate() {
  if ! command -v kubeconform >/dev/null; then
    echo 'kubeconform is not on the PATH: schemas were not checked' >&2
    return
  fi
  kubeconform -strict -summary -kubernetes-version "$version" ${KUBERNETES_SCHEMAS:+-schema-location "$KUBERNETES_SCHEMAS"} <"$rendered"
}

helm lint onggi --strict --quiet --kube-version "$version" --values examples/values.yaml

render >"$rendered"
validate
render --set networkPolicy.enabled=false --set ingress.enabled=false --set api.autoscaling.enabled=false \
  --set worker.autoscaling.enabled=false --set s3.prefix=a/b --set s3.encryption=aws:kms --set s3.kmsKeyId=alias/onggi \
  --set inference.models.subPath=models --set chat.existingSecret= --set image.pullSecrets[0].name=pull \
  --set-json 'api.tolerations=[{"key":"onggi","operator":"Exists"}]' >"$rendered"
validate

render --values examples/production.yaml >"$rendered"
validate
expect ONGGI_RATE_TENANT 2000000
expect ONGGI_STREAMS_PRINCIPAL 8
expect ONGGI_TRUSTED_PROXIES 10.244.0.0/16
render --values examples/silo.yaml >"$rendered"
validate
expect ONGGI_EGRESS none
expect ONGGI_EGRESS_ALLOW https://sso.example.internal
expect ONGGI_ALLOWED_HOSTS finance.onggi.example.internal,

# Nothing is defaulted that an installation has to decide.
for value in image.repository image.tag postgresql.existingSecret installation.existingSecret s3.existingSecret \
  s3.endpoint s3.bucket chat.url chat.model inference.existingSecret inference.models.existingClaim; do
  refuse --set "$value="
done
refuse --set image.tag=latest
refuse --set s3.secretAccessKey=in-the-values
refuse --set s3.prefix=../elsewhere
refuse --set edge.rates.principal=0
refuse --set egress.mode=closed
refuse --set settings.api.ONGGI_CHAT_KEY=in-the-values
refuse --set settings.api.ONGGI_MISSPELT=x
refuse --set-json 'secretSettings={"ONGGI_RERANK_KEY":"in-the-values"}'
echo 'The chart renders, and refuses what it should.'
