# A Grafana dashboard and Prometheus alert rules of one tenant, as files in its bucket, where a sidecar of Grafana and of
# Prometheus collects them (docs/guides/operations.md). Written as values and encoded, never pasted together: whatever
# stands in a tenant file stays a text. Without the Grafana provider, which would ask every estate for a Grafana.

variable "tenant" {
  description = "Tenant id."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.tenant))
    error_message = "A tenant id is 3 to 40 lower-case letters, digits and hyphens."
  }
}

variable "name" {
  description = "What people call the tenant."
  type        = string
}

variable "tier" {
  description = "Tier; an alert on a gold tenant pages somebody."
  type        = string
}

variable "bucket" {
  description = "Bucket of the tenant."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
}

locals {
  own      = format("tenant_id=%s", jsonencode(var.tenant))
  p95      = "histogram_quantile(0.95, sum by (le) (rate(tenant_query_seconds_bucket{${local.own}}[5m])))"
  failing  = "sum(rate(tenant_queries_total{${local.own},outcome=\"error\"}[5m])) / sum(rate(tenant_queries_total{${local.own}}[5m]))"
  severity = var.tier == "gold" ? "page" : "ticket"

  panels = [
    { title = "Queries a minute", unit = "short", query = "60 * sum(rate(tenant_queries_total{${local.own}}[5m]))" },
    { title = "Latency, p95", unit = "s", query = local.p95 },
    { title = "Share of failed queries", unit = "percentunit", query = local.failing },
    { title = "Tokens an hour", unit = "short", query = "3600 * sum by (direction) (rate(tenant_tokens_total{${local.own}}[1h]))" },
    { title = "Storage", unit = "bytes", query = "sum(tenant_storage_bytes{${local.own}})" },
    { title = "Documents", unit = "short", query = "sum(tenant_documents{${local.own}})" },
  ]

  dashboard = {
    uid           = substr("landlord-${sha256(var.tenant)}", 0, 40)
    title         = "Tenant ${var.name}"
    tags          = ["landlord", var.tenant, var.tier]
    timezone      = "browser"
    schemaVersion = 39
    refresh       = "1m"
    time          = { from = "now-6h", to = "now" }
    panels = [
      for index, panel in local.panels : {
        id          = index + 1
        type        = "timeseries"
        title       = panel.title
        gridPos     = { h = 8, w = 12, x = 12 * (index % 2), y = 8 * floor(index / 2) }
        fieldConfig = { defaults = { unit = panel.unit }, overrides = [] }
        targets     = [{ refId = "A", expr = panel.query }]
      }
    ]
  }

  # Names of the tenant stay out of annotations: Prometheus runs those as templates.
  alerts = {
    groups = [{
      name = "landlord-${var.tenant}"
      rules = [
        for rule in [
          { alert = "TenantNotScraped", for = "10m", expr = "absent(tenant_info{${local.own}})", says = "no metrics of the tenant" },
          { alert = "TenantSlow", for = "15m", expr = "${local.p95} > 0.5", says = "p95 above 500 ms" },
          { alert = "TenantFailing", for = "10m", expr = "${local.failing} > 0.05", says = "more than 5 % of queries fail" },
          ] : {
          alert       = rule.alert
          expr        = rule.expr
          for         = rule.for
          labels      = { severity = local.severity, tenant_id = var.tenant, tier = var.tier }
          annotations = { summary = "${var.tenant}: ${rule.says}" }
        }
      ]
    }]
  }
}

resource "aws_s3_object" "rendered" {
  for_each = {
    "platform.dashboard.json" = jsonencode(local.dashboard)
    "platform.alerts.yml"     = yamlencode(local.alerts)
  }

  bucket  = var.bucket
  key     = each.key
  content = each.value
  tags    = var.tags
}

output "dashboard" {
  description = "What Grafana imports, as JSON."
  value       = jsonencode(local.dashboard)
}

output "alerts" {
  description = "A rule file of Prometheus, as YAML."
  value       = yamlencode(local.alerts)
}
