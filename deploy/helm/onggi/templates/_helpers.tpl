{{- define "onggi.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "onggi.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ required "image.tag or image.digest has to be set" .tag }}{{- end -}}
{{- end -}}
{{- end }}

{{/* Labels by which pods are selected: they never change. Takes (dict "root" $ "part" "api"). */}}
{{- define "onggi.selector" -}}
app.kubernetes.io/name: onggi
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "onggi.labels" -}}
{{ include "onggi.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: onggi
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* Pod settings that every part has: nobody's user, no token of the cluster. */}}
{{- define "onggi.pod" -}}
serviceAccountName: {{ include "onggi.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "onggi.container" -}}
image: {{ include "onggi.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- define "onggi.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* One variable from a key of the same name. Takes (dict "secret" "…" "key" "…"). */}}
{{- define "onggi.secretVariable" -}}
- name: {{ .key }}
  valueFrom: { secretKeyRef: { name: {{ .secret | quote }}, key: {{ .key }} } }
{{- end }}

{{/* What api and worker share. */}}
{{- define "onggi.sharedVariables" -}}
- { name: HOST, value: 0.0.0.0 }
- { name: ONGGI_HOME, value: /data }
- { name: ONGGI_LOG_LEVEL, value: {{ .Values.logLevel | quote }} }
- { name: ONGGI_INFERENCE_URL, value: {{ printf "http://%s-inference:3100" (include "onggi.name" .) | quote }} }
- { name: ONGGI_EGRESS, value: {{ .Values.egress.mode | quote }} }
{{- with .Values.egress.allow }}
- { name: ONGGI_EGRESS_ALLOW, value: {{ join "," . | quote }} }
{{- end }}
{{- include "onggi.namedSecrets" .Values.secretSettings }}
{{ include "onggi.secretVariable" (dict "secret" .Values.inference.existingSecret "key" "ONGGI_INFERENCE_KEY") }}
{{ include "onggi.secretVariable" (dict "secret" .Values.postgresql.existingSecret "key" "ONGGI_APP_DATABASE_URL") }}
{{- with .Values.s3 }}
- { name: ONGGI_S3_ENDPOINT, value: {{ .endpoint | quote }} }
- { name: ONGGI_S3_BUCKET, value: {{ .bucket | quote }} }
- { name: ONGGI_S3_REGION, value: {{ .region | quote }} }
- { name: ONGGI_S3_PATH_STYLE, value: {{ ternary "on" "off" .pathStyle | quote }} }
{{- if .prefix }}
- { name: ONGGI_S3_PREFIX, value: {{ .prefix | quote }} }
{{- end }}
{{- if .encryption }}
- { name: ONGGI_S3_ENCRYPTION, value: {{ .encryption | quote }} }
{{- end }}
{{- if .kmsKeyId }}
- { name: ONGGI_S3_KMS_KEY_ID, value: {{ .kmsKeyId | quote }} }
{{- end }}
{{ include "onggi.secretVariable" (dict "secret" .existingSecret "key" "ONGGI_S3_ACCESS_KEY_ID") }}
{{ include "onggi.secretVariable" (dict "secret" .existingSecret "key" "ONGGI_S3_SECRET_ACCESS_KEY") }}
{{- end }}
{{- end }}

{{/* Where the api is reached from outside. */}}
{{- define "onggi.publicUrl" -}}
{{- .Values.api.publicUrl | default (and .Values.ingress.enabled (printf "https://%s" .Values.ingress.host)) | default "" -}}
{{- end }}

{{/* What the api lets in. A number is written without an exponent. */}}
{{- define "onggi.edgeVariables" -}}
{{- $hosts := .Values.edge.allowedHosts -}}
{{- $url := include "onggi.publicUrl" . -}}
{{- if and (not $hosts) $url -}}
{{- $service := printf "%s-api" (include "onggi.name" .) -}}
{{- $inNamespace := printf "%s.%s" $service .Release.Namespace -}}
{{- $public := regexReplaceAll ":[0-9]+$" (get (urlParse $url) "host") "" -}}
{{- $hosts = list $public $service $inNamespace (printf "%s.svc" $inNamespace) (printf "%s.svc.cluster.local" $inNamespace) "localhost" "127.0.0.1" -}}
{{- end -}}
{{- with $hosts }}
- { name: ONGGI_ALLOWED_HOSTS, value: {{ join "," . | quote }} }
{{- end }}
{{- with .Values.edge.trustedProxies }}
- { name: ONGGI_TRUSTED_PROXIES, value: {{ join "," . | quote }} }
{{- end }}
{{- include "onggi.number" (dict "name" "ONGGI_RATE_PRINCIPAL" "value" .Values.edge.rates.principal) }}
{{- include "onggi.number" (dict "name" "ONGGI_RATE_TENANT" "value" .Values.edge.rates.tenant) }}
{{- include "onggi.number" (dict "name" "ONGGI_RATE_ANSWERS" "value" .Values.edge.rates.answers) }}
{{- include "onggi.number" (dict "name" "ONGGI_RATE_ADDRESS" "value" .Values.edge.rates.address) }}
{{- include "onggi.number" (dict "name" "ONGGI_RUNNING_ANSWERS" "value" .Values.edge.runningAnswers) }}
{{- include "onggi.number" (dict "name" "ONGGI_STREAMS_PRINCIPAL" "value" .Values.edge.streams.principal) }}
{{- include "onggi.number" (dict "name" "ONGGI_STREAMS_TENANT" "value" .Values.edge.streams.tenant) }}
- { name: ONGGI_GRAPHQL_INTROSPECTION, value: {{ ternary "on" "off" .Values.edge.graphqlIntrospection | quote }} }
{{- end }}

{{- define "onggi.number" -}}
{{- if ne .value nil }}
- { name: {{ .name }}, value: {{ int64 .value | quote }} }
{{- end }}
{{- end }}

{{/* Settings by their names. */}}
{{- define "onggi.namedVariables" -}}
{{- range $name, $value := . }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{/* Secrets by the names of their settings. */}}
{{- define "onggi.namedSecrets" -}}
{{- range $name, $from := . }}
- name: {{ $name }}
  valueFrom: { secretKeyRef: { name: {{ $from.existingSecret | quote }}, key: {{ $from.key | default $name | quote }} } }
{{- end }}
{{- end }}

{{/* The chat model: of the api, and of the worker for evaluations. */}}
{{- define "onggi.chatVariables" -}}
- { name: ONGGI_CHAT_URL, value: {{ .Values.chat.url | quote }} }
- { name: ONGGI_CHAT_MODEL, value: {{ .Values.chat.model | quote }} }
{{- with .Values.chat.existingSecret }}
{{ include "onggi.secretVariable" (dict "secret" . "key" "ONGGI_CHAT_KEY") }}
{{- end }}
{{- end }}

{{/* Probes on a port called "health": dead for a minute is restarted, not ready gets no requests. */}}
{{- define "onggi.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: health }
  periodSeconds: 3
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /health/live, port: health }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /health/ready, port: health }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}

{{/* Where something of yours is, as peers of a network policy. */}}
{{- define "onggi.peers" -}}
{{- range .cidrs }}
- ipBlock: { cidr: {{ . | quote }} }
{{- end }}
{{- if or .namespaceLabels .podLabels }}
- namespaceSelector: { matchLabels: {{ toJson .namespaceLabels }} }
{{- with .podLabels }}
  podSelector: { matchLabels: {{ toJson . }} }
{{- end }}
{{- end }}
{{- end }}
