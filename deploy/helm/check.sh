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

# Nothing is defaulted that an installation has to decide.
for value in image.repository image.tag postgresql.existingSecret installation.existingSecret s3.existingSecret \
  s3.endpoint s3.bucket chat.url chat.model inference.existingSecret inference.models.existingClaim; do
  refuse --set "$value="
done
refuse --set image.tag=latest
refuse --set s3.secretAccessKey=in-the-values
refuse --set s3.prefix=../elsewhere
echo 'The chart renders, and refuses what it should.'
